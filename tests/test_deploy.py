"""What deploy/ says exists: the unit, the site, the environment and the examples name files, options and variables of this
product, and fit together. Where systemd and nginx are installed, they read their file themselves too."""

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from streamlit import config

from pages._shared import guard, security, sign_in

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
INSTALLED = "/opt/pbgdpl"
FILES = {  # where a file is copied to → the example
    "/etc/pbgdpl/environment": "environment.example",
    "/etc/pbgdpl/secrets.toml": "secrets.example.toml",
    "/etc/pbgdpl/roles.csv": "roles.example.csv",
}
SITE = re.sub(r"#[^\n]*", "", (DEPLOY / "nginx.conf").read_text(encoding="utf-8"))
OPTIONS = config.get_config_options()
BY_VARIABLE = {
    "STREAMLIT_" + re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).replace(".", "_").upper(): name for name in OPTIONS
}


def unit() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(strict=True, interpolation=None)
    parser.optionxform = str
    parser.read_string((DEPLOY / "pbgdpl.service").read_text(encoding="utf-8"))
    assert parser.sections() == ["Unit", "Service", "Install"]
    return parser["Service"]


def environment() -> dict[str, str]:
    lines = (DEPLOY / "environment.example").read_text(encoding="utf-8").splitlines()
    told = [line.split("=", 1) for line in lines if line and not line.startswith("#")]
    assert all(len(shlex.split(value)) == 1 for _, value in told), "a value with spaces stands in quotes"
    return {name: shlex.split(value)[0] for name, value in told}


def directive(name: str) -> list[str]:
    return re.findall(rf"(?m)^\s*{name} ([^;]+);", SITE)


def test_the_unit_starts_what_is_there():
    service = unit()
    program, verb, file = service["ExecStart"].split()
    assert service["WorkingDirectory"] == INSTALLED and program.startswith(f"{INSTALLED}/.venv/bin/")
    assert Path(program).name in (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert verb == "run" and (ROOT / file).is_file()
    assert service["EnvironmentFile"] in FILES
    assert environment()["PBGDPL_WAREHOUSE"].startswith(f"/var/lib/{service['StateDirectory']}/"), (
        "else it is read-only"
    )


def test_every_variable_is_one_that_is_read():
    told = environment()
    sources = [p.read_text(encoding="utf-8") for room in ("pages", "warehouse") for p in (ROOT / room).rglob("*.py")]
    for name, value in told.items():
        assert name in BY_VARIABLE or (name.startswith("PBGDPL_") and any(name in text for text in sources)), name
        assert not value.startswith("/etc/") or value in FILES, value
    assert all((DEPLOY / example).is_file() for example in FILES.values())


def test_the_site_leads_to_the_service_under_a_name_that_it_answers():
    told, (name, *others) = environment(), directive("server_name")
    address = f"http://{told['STREAMLIT_SERVER_ADDRESS']}:{told['STREAMLIT_SERVER_PORT']}"
    assert set(directive("proxy_pass")) == {address} and set(others) == {name}
    hosts = told["STREAMLIT_SERVER_ALLOWED_HOSTS"].split()
    assert name in hosts and not security.names_no_host(hosts)
    secrets = (DEPLOY / "secrets.example.toml").read_text(encoding="utf-8")
    assert f'"https://{name}{sign_in.CALLBACK}"' in secrets


def test_the_site_passes_files_and_names_but_not_who_somebody_is():
    (most,) = directive("client_max_body_size")
    allowed = re.search(r"maxUploadSize = (\d+)", (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert int(most.removesuffix("m")) > int(allowed[1])
    headers = dict(value.split(None, 1) for value in directive("proxy_set_header"))
    assert headers["Host"] == "$http_host" and headers["Upgrade"] == "$http_upgrade"
    assert all(value == '""' for name, value in headers.items() if re.search("user|email", name, re.IGNORECASE))
    inner = re.findall(r"location [^{]+\{([^}]*)\}", SITE)
    assert len(inner) == 4 and not any("proxy_set_header" in text or "add_header" in text for text in inner), (
        "a location with one of its own would lose the others"
    )
    assert SITE.count("{") == SITE.count("}")


def test_the_secrets_stop_the_start_until_they_are_filled(tmp_path):
    text = (DEPLOY / "secrets.example.toml").read_text(encoding="utf-8")
    path = tmp_path / "secrets.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(sign_in.Unusable, match="cookie_secret, client_id, client_secret"):
        sign_in.configured([path])
    path.write_text(text.replace('""', f'"{"x" * 40}"'), encoding="utf-8")
    assert sign_in.configured([path])


def test_the_roles_are_whole():
    users, wrong = guard.read_roles((DEPLOY / "roles.example.csv").read_text(encoding="utf-8"))
    assert not wrong and {user.role for user in users.values()} == set(guard.ROLES)


def test_systemd_and_nginx_read_their_files(tmp_path):
    """On a machine that has them; without, the tests above are what there is."""
    if systemd := shutil.which("systemd-analyze"):
        text = (DEPLOY / "pbgdpl.service").read_text(encoding="utf-8")
        text = re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", text)
        (tmp_path / "pbgdpl.service").write_text(text, encoding="utf-8")
        done = subprocess.run([systemd, "verify", tmp_path / "pbgdpl.service"], capture_output=True, text=True)
        assert (done.returncode, [line for line in done.stderr.splitlines() if "pbgdpl" in line]) == (0, [])
    if (nginx := shutil.which("nginx")) and (openssl := shutil.which("openssl")):
        cert = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-keyout", "key", "-out", "pem"]
        subprocess.run([openssl, *cert], cwd=tmp_path, check=True, capture_output=True)
        site = re.sub(r"(ssl_certificate_key )[^;]+", rf"\g<1>{tmp_path}/key", SITE)
        site = re.sub(r"(ssl_certificate )[^;]+", rf"\g<1>{tmp_path}/pem", site)
        site = site.replace("/var/cache/nginx/", f"{tmp_path}/")
        places = " ".join(
            f"{name}_temp_path {tmp_path}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        text = f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\naccess_log off; {places}\n{site}\n}}\n"
        (tmp_path / "nginx.conf").write_text(text, encoding="utf-8")
        done = subprocess.run([nginx, "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf"], capture_output=True, text=True)  # fmt: skip
        assert done.returncode == 0, done.stderr
