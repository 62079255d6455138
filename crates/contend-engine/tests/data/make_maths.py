"""Test vectors of the maths module: arguments and correctly rounded results, from mpmath at 300 bits or more.

    python3 make_maths.py > maths.csv
"""
import random
import struct

import mpmath as mp

mp.mp.prec = 1400
random.seed(1)


def bits(x):
    return format(struct.unpack("<Q", struct.pack("<d", x))[0], "016x")


def number(exponent_low, exponent_high, sign=True):
    m = 1.0 + random.getrandbits(52) / 2.0**52
    x = m * 2.0 ** random.randint(exponent_low, exponent_high)
    return -x if sign and random.random() < 0.5 else x


def rounded(x):
    """Nearest double, also subnormal; infinite beyond the largest."""
    if mp.isnan(x):
        return float("nan")
    if abs(x) >= mp.mpf(2) ** 1024 - mp.mpf(2) ** 970:
        return float("inf") if x > 0 else float("-inf")
    if x != 0 and abs(x) < mp.mpf(2) ** -1022:
        n = int(mp.nint(x * mp.mpf(2) ** 1074))
        return n * 2.0**-1074
    return float(x)


def spread(low, high, n):
    return [random.uniform(low, high) for _ in range(n)]


ONE = {
    "exp": (mp.exp, spread(-745, 709.7, 250) + spread(-1, 1, 150) + [number(-60, -1) for _ in range(60)] + [-745.13, -740.0, -708.5, 709.78, 0.5, 1.0]),
    "exp_m1": (mp.expm1, spread(-40, 40, 200) + spread(-0.7, 0.7, 150) + [number(-60, -2) for _ in range(80)] + spread(40, 700, 40)),
    "ln": (mp.log, [number(-1022, 1023, False) for _ in range(200)] + spread(0.5, 2, 250) + [1 + number(-50, -3) for _ in range(80)] + [5e-324, 1e-310, 3e-320]),
    "ln_1p": (mp.log1p, spread(-0.999, 3, 200) + [number(-60, -3) for _ in range(100)] + [number(0, 900, False) for _ in range(60)]),
    "log10": (mp.log10, [number(-1022, 1023, False) for _ in range(150)] + spread(0.5, 2, 200) + [10.0**k for k in range(0, 23)]),
    "tanh": (mp.tanh, spread(-25, 25, 150) + spread(-1, 1, 150) + [number(-40, -3) for _ in range(60)]),
    "logistic": (lambda x: 1 / (1 + mp.exp(-x)), spread(-745, 40, 200) + spread(-5, 5, 150)),
    "sin": (mp.sin, spread(-10, 10, 200) + [number(-20, 40) for _ in range(150)] + [number(20, 1023) for _ in range(100)] + [6381956970095103.0 * 2.0**797]),
    "cos": (mp.cos, spread(-10, 10, 200) + [number(-20, 40) for _ in range(150)] + [number(20, 1023) for _ in range(100)] + [6381956970095103.0 * 2.0**797]),
    "tan": (mp.tan, spread(-10, 10, 200) + [number(-20, 40) for _ in range(100)] + [number(20, 1023) for _ in range(60)]),
    "asin": (mp.asin, spread(-1, 1, 200) + [number(-30, -2) for _ in range(60)]),
    "acos": (mp.acos, spread(-1, 1, 200) + [number(-30, -2) for _ in range(60)]),
    "atan": (mp.atan, spread(-3, 3, 200) + [number(-30, 60) for _ in range(150)]),
}

for name, (f, xs) in ONE.items():
    for x in xs:
        print(f"{name},{bits(x)},,{bits(rounded(f(mp.mpf(x))))}")

pairs = [(number(-20, 20, False), random.uniform(-40, 40)) for _ in range(250)]
pairs += [(random.uniform(0.5, 2), random.uniform(-900, 900)) for _ in range(200)]
pairs += [(1 + number(-40, -3), number(0, 45)) for _ in range(150)]
# Near the largest and smallest results, where errors of the logarithm count most.
for x in spread(0.6, 1.8, 80) + spread(1.38, 1.42, 40):
    pairs.append((x, random.choice([-1, 1]) * random.uniform(680, 709) / float(mp.log(x))))
pairs += [(number(-1070, 1023, False), random.uniform(-1, 1)) for _ in range(100)]
pairs += [(-number(-5, 5, False), float(random.randint(-30, 30))) for _ in range(60)]
pairs += [(2.0, float(k)) for k in range(-1074, 1024, 97)] + [(10.0, float(k)) for k in range(-5, 23)]
for x, y in pairs:
    if x == 0:
        continue
    print(f"pow,{bits(x)},{bits(y)},{bits(rounded(mp.power(mp.mpf(x), mp.mpf(y)) if x > 0 else mp.power(mp.mpf(-x), mp.mpf(y)) * (-1 if int(y) % 2 else 1)))}")

mp.mp.prec = 200
for x in spread(-38, 8, 120) + spread(-4, 4, 120):
    print(f"normal_cdf,{bits(x)},,{bits(rounded(mp.ncdf(mp.mpf(x))))}")
for p in spread(0, 1, 80) + [10.0**-k for k in range(1, 300, 13)] + [1 - 2.0**-k for k in range(2, 50, 5)]:
    q = mp.mpf(p)
    start = mp.mpf(0) if 0.02 < p < 0.98 else (-mp.sqrt(-2 * mp.log(q)) if p < 0.5 else mp.sqrt(-2 * mp.log(1 - q)))
    try:
        z = mp.findroot(lambda t: mp.log(mp.ncdf(t) / q) if p < 0.5 else mp.log(mp.ncdf(-t) / (1 - q)), start)
    except ValueError:
        continue
    print(f"normal_quantile,{bits(p)},,{bits(rounded(z))}")
for x in spread(0.01, 30, 80) + [number(0, 100, False) for _ in range(60)]:
    print(f"ln_gamma,{bits(x)},,{bits(rounded(mp.loggamma(mp.mpf(x))))}")
for _ in range(100):
    x, a, b = random.random(), 10 ** random.uniform(-1, 3), 10 ** random.uniform(-1, 3)
    x = min(max(random.gauss(a / (a + b), 1.5 * (a * b / (a + b) ** 2 / (a + b + 1)) ** 0.5), 1e-6), 1 - 1e-6)
    print(f"beta_cdf,{bits(x)},{bits(a)};{bits(b)},{bits(rounded(mp.betainc(mp.mpf(a), mp.mpf(b), 0, mp.mpf(x), regularized=True)))}")
