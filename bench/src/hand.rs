//! The benchmark models written by hand, as a programmer would who needs only them.

/// Parameters of a run of `arith20` and `transc20`, in the order of the scenario files.
pub type Four = [f64; 4];

/// `arith20` for one world: catch and what is left.
pub fn arith20(p: Four) -> (f64, f64) {
    let [growth, harvest, room, bite] = p;
    let (mut a, mut b, mut c, mut d) = (20.0f64, 30.0f64, 5.0f64, 8.0f64);
    let mut catch = 0.0;
    for _ in 0..200 {
        let crowd_a = 1.0 - (a + 0.5 * b) / room;
        let crowd_b = 1.0 - (b + 0.4 * a) / room;
        let grown_a = growth * a * crowd_a;
        let grown_b = growth * b * crowd_b;
        let eaten_a = bite * a * c;
        let eaten_b = bite * b * d;
        let caught_a = if a > 10.0 { harvest * (a - 10.0) } else { 0.0 };
        let caught_b = if b > 15.0 { harvest * (b - 15.0) } else { 0.0 };
        let fed_c = 0.3 * eaten_a;
        let fed_d = 0.25 * eaten_b;
        let lost_c = harvest * c * (1.0 + c / room);
        let lost_d = harvest * d * (1.0 + d / room);
        let prey = a + b;
        let hunters = c + d;
        let ratio = hunters / (prey + 1.0);
        let value = caught_a * 2.0 + caught_b * 3.0 - ratio * harvest;
        catch += value;
        a += grown_a - eaten_a - caught_a;
        b += grown_b - eaten_b - caught_b;
        c += fed_c - lost_c;
        d += fed_d - lost_d;
    }
    (catch, a + b)
}

/// `transc20` for one world, with the platform's own elementary functions.
#[allow(clippy::disallowed_methods)] // the peer is what a programmer would write
pub fn transc20(p: Four) -> (f64, f64) {
    let [growth, harvest, room, shape] = p;
    let (mut a, mut b, mut c, mut d) = (20.0f64, 30.0f64, 5.0f64, 8.0f64);
    let mut catch = 0.0;
    for _ in 0..200 {
        let crowd_a = 1.0 - (a / room).powf(shape);
        let crowd_b = 1.0 - (b / room).powf(shape);
        let grown_a = growth * a * crowd_a;
        let grown_b = growth * b * crowd_b;
        let eaten_a = growth * c * (1.0 - (-a / room).exp());
        let eaten_b = growth * d * (1.0 - (-b / room).exp());
        let caught_a = harvest * a;
        let caught_b = harvest * b;
        let fed_c = 0.6 * eaten_a;
        let fed_d = 0.5 * eaten_b;
        let lost_c = 0.5 * harvest * c;
        let lost_d = 0.5 * harvest * d;
        let taste = (1.0 + a).ln();
        let thirst = (1.0 + b).ln();
        let worth = (-0.01 * taste).exp();
        let value = (caught_a + caught_b) * worth * (1.0 + thirst).powf(shape);
        catch += value;
        a += grown_a - eaten_a - caught_a;
        b += grown_b - eaten_b - caught_b;
        c += fed_c - lost_c;
        d += fed_d - lost_d;
    }
    (catch, a + b)
}

/// The groups' network as a programmer would hold it who knows its structure.
pub struct Network {
    /// One over one plus each group's alliance strength.
    pub weakness: Vec<f64>,
    /// For each group its rivals with their weights.
    pub rivals: Vec<Vec<(usize, f64)>>,
    /// Members at the start.
    pub start: Vec<f64>,
}

/// Recruitment, incapacitation, conflict and saturation of eight worlds.
pub type Eight = [[f64; 8]; 4];

/// Cartel recruitment by weekly Euler for eight worlds together: all killed in 520 weeks.
#[inline(always)]
fn cartel(network: &Network, p: &Eight) -> [f64; 8] {
    let groups = network.start.len();
    let mut c: Vec<[f64; 8]> = network.start.iter().map(|x| [*x; 8]).collect();
    let mut change = vec![[0.0; 8]; groups];
    let mut killed = [0.0; 8];
    for _ in 0..520 {
        let mut total = [0.0; 8];
        for x in &c {
            for l in 0..8 {
                total[l] += x[l];
            }
        }
        let mut taken = [0.0; 8];
        for l in 0..8 {
            taken[l] = p[1][l] / total[l];
        }
        for i in 0..groups {
            let own = c[i];
            let mut foes = [0.0; 8];
            for l in 0..8 {
                foes[l] = total[l] - own[l];
            }
            for (j, w) in &network.rivals[i] {
                let rival = &c[*j];
                for l in 0..8 {
                    foes[l] += w * rival[l];
                }
            }
            for l in 0..8 {
                let k = p[2][l] * own[l] * network.weakness[i] * foes[l];
                killed[l] += k;
                change[i][l] = p[0][l] * own[l] - taken[l] * own[l] - k - p[3][l] * own[l] * own[l];
            }
        }
        for (c, change) in c.iter_mut().zip(&change) {
            for l in 0..8 {
                let next = c[l] + change[l];
                c[l] = if next < 0.0 { 0.0 } else { next };
            }
        }
    }
    killed
}

/// [`cartel`] for this processor: AVX2 where it has it (512-bit vectors are slower here).
pub fn cartel_best(network: &Network, p: &Eight) -> [f64; 8] {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx2")]
        fn with_avx2(network: &Network, p: &Eight) -> [f64; 8] {
            cartel(network, p)
        }
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has AVX2.
            return unsafe { with_avx2(network, p) };
        }
    }
    cartel(network, p)
}
