"""Packs an extension that Cargo has built as a wheel: `python pack.py LIBRARY FOLDER`.

For the tests, which take the library of the workspace's own build; `cargo xtask wheel` has maturin build what is given away.
Name, version and scripts are those of `pyproject.toml` and of the workspace.
"""

import base64
import hashlib
import pathlib
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
import zipfile

HERE = pathlib.Path(__file__).parent


def main(library: pathlib.Path, folder: pathlib.Path) -> None:
    project = tomllib.loads((HERE / "pyproject.toml").read_text())["project"]
    version = tomllib.loads((HERE / "../../Cargo.toml").read_text())["workspace"]["package"]["version"]
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    tag = f"cp311-abi3-{platform}"
    about = f"{project['name']}-{version}.dist-info"
    extras = project["optional-dependencies"].items()
    metadata = [
        "Metadata-Version: 2.4",
        f"Name: {project['name']}",
        f"Version: {version}",
        f"Summary: {project['description']}",
        f"License-Expression: {project['license']}",
        f"Requires-Python: {project['requires-python']}",
        *(line for extra, needs in extras for line in [f"Provides-Extra: {extra}", *(f"Requires-Dist: {n}; extra == '{extra}'" for n in needs)]),
    ]
    scripts = ["[console_scripts]", *(f"{name} = {entry}" for name, entry in project["scripts"].items())]
    files = {path.relative_to(HERE / "python").as_posix(): path.read_bytes() for path in sorted((HERE / "python").rglob("*")) if path.suffix in (".py", ".pyi", ".typed")}
    files["contend/_native.abi3.so"] = stripped(library)
    files[f"{about}/METADATA"] = "\n".join([*metadata, "", ""]).encode()
    files[f"{about}/WHEEL"] = f"Wheel-Version: 1.0\nGenerator: contend\nRoot-Is-Purelib: false\nTag: {tag}\n".encode()
    files[f"{about}/entry_points.txt"] = "\n".join([*scripts, ""]).encode()
    record = f"{about}/RECORD"
    files[record] = "".join([*(f"{name},{digest(data)},{len(data)}\n" for name, data in files.items()), f"{record},,\n"]).encode()
    folder.mkdir(parents=True, exist_ok=True)
    wheel = folder / f"{project['name']}-{version}-{tag}.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        for name, data in files.items():
            out.writestr(name, data)
    print(wheel)


def digest(data: bytes) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def stripped(library: pathlib.Path) -> bytes:
    """Without what debuggers read, which is nine tenths of it, where the machine has `strip`."""
    if shutil.which("strip") is None:
        return library.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "stripped"
        subprocess.run(["strip", "-S", "-o", out, library], check=True)
        return out.read_bytes()


main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
