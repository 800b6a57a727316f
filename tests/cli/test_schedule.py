import configparser
import re
import shlex
import shutil
import subprocess
import sys
from datetime import date

import pytest
import yaml

from pipeline.profile import load_profile
from pipeline.run.schedule import missing_night


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder whose name needs quoting, with a profile in it."""
    folder = tmp_path / "my 100% news"
    folder.mkdir()
    (folder / "n.toml").write_text('extends = "auto"\n\n[run]\nsources = ["incoming"]\n')
    monkeypatch.chdir(folder)
    return folder


def show(depesche, form, *options):
    result = depesche("schedule", form, "--config", "n.toml", *options)
    assert (result.status, result.err) == (0, "")
    return result.out


def unit(text):
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str
    parser.read_string(text)
    return parser


def test_the_service_calls_this_python_in_this_folder(depesche, place):
    service = unit(show(depesche, "service"))["Service"]
    words = [word.replace("%%", "%") for word in shlex.split(service["ExecStart"])]
    program = [sys.executable, "-P", "-m", "pipeline"]
    assert words == [*program, "run", "--config", str(place / "n.toml")]
    assert service["Environment"] == "TZ=Europe/Berlin"
    assert service["WorkingDirectory"] == str(place).replace("%", "%%")
    assert service["SuccessExitStatus"] == "3"


def test_the_timer_has_the_time_and_its_zone(depesche, place):
    timer = unit(show(depesche, "timer", "--at", "3:05", "--zone", "Europe/Vienna"))["Timer"]
    assert timer["OnCalendar"] == "*-*-* 03:05:00 Europe/Vienna"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_systemd_finds_nothing_wrong(depesche, place, tmp_path):
    for form in ("service", "timer"):
        (tmp_path / f"depesche.{form}").write_text(show(depesche, form))
    done = subprocess.run(
        ["systemd-analyze", "verify", tmp_path / "depesche.service", tmp_path / "depesche.timer"],
        capture_output=True,
        text=True,
    )
    ours = [line for line in done.stderr.split("\n") if "depesche." in line]
    assert ours == [], done.stderr


def test_the_cron_line_is_a_command_that_a_shell_understands(depesche, place):
    zone, line = show(depesche, "cron").strip().split("\n")
    assert zone == "CRON_TZ=Europe/Berlin"
    minute, hour, *days, command = line.split(" ", 5)
    assert (minute, hour, days) == ("30", "1", ["*", "*", "*"])
    assert not re.search(r"(?<!\\)%", command), "a bare % ends a cron command"
    words = shlex.split(command.replace(r"\%", "%"))
    assert words[:3] == ["cd", str(place), "&&"]
    assert words[3:9] == ["TZ=Europe/Berlin", sys.executable, "-P", "-m", "pipeline", "run"]


def test_kubernetes_gets_the_profile_a_volume_and_the_job(depesche, place, tmp_path):
    text = show(depesche, "kubernetes", "--image", "registry.example/depesche:1")
    config, volume, job = yaml.safe_load_all(text)
    copy = tmp_path / "copy.toml"
    copy.write_text(config["data"]["nightly.toml"])
    assert load_profile(config=copy).run == load_profile(config=place / "n.toml").run
    assert volume["kind"] == "PersistentVolumeClaim"
    assert job["spec"]["schedule"] == "30 1 * * *"
    pod = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    [container] = pod["containers"]
    assert container["image"] == "registry.example/depesche:1"
    mounts = {mount["name"] for mount in container["volumeMounts"]}
    assert mounts == {one["name"] for one in pod["volumes"]}
    assert container["args"][:2] == ["run", "--config"]
    assert container["env"] == [{"name": "TZ", "value": "Europe/Berlin"}]
    assert container["resources"]["limits"] == {"memory": "2Gi"}


def test_kubernetes_gives_a_pod_what_the_profile_takes(depesche, place):
    (place / "n.toml").write_text('   extends = "gpu"\ndevice = "cuda:0,1"\n')
    config, _, job = yaml.safe_load_all(show(depesche, "kubernetes"))
    assert config["data"]["nightly.toml"].startswith("   extends")
    [container] = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    assert container["resources"]["limits"] == {"memory": "8Gi", "nvidia.com/gpu": "2"}


def test_a_time_that_clocks_go_past_is_named(depesche, place):
    result = depesche("schedule", "cron", "--config", "n.toml", "--at", "02:30")
    assert result.status == 0
    assert "02:30 is not there on 20" in result.err
    assert missing_night(2, 0, "Europe/Berlin", date(2026, 11, 26)) == date(2027, 3, 28)
    assert missing_night(1, 30, "Europe/Berlin", date(2026, 11, 26)) is None
    assert missing_night(3, 0, "Europe/Berlin", date(2026, 11, 26)) is None


@pytest.mark.parametrize(
    ("profile", "word"),
    [
        ('extends = "base"', "base.toml beside it"),
        ('extends = "auto"\n[translator]\nglossary = "terms.tsv"', "glossary terms.tsv"),
        ('[run]\nnewsletter = "letter.toml"', "newsletter's settings letter.toml"),
        ('extends = "auto"\n[run]\ndeadline = "25:99"', "no time of day"),
        ('extends = "auto"\n[run]\nwriters = ["nope"]', "no 'nope'"),
    ],
)
def test_a_profile_that_would_fail_every_night_is_refused(depesche, place, profile, word):
    (place / "base.toml").write_text('extends = "auto"\n')
    (place / "n.toml").write_text(profile)
    result = depesche("schedule", "kubernetes", "--config", "n.toml")
    assert result.status == 2
    assert word in result.err


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["cron", "--at", "24:00"], "no time of day"),
        (["cron", "--zone", "Mars/Base"], "no time zone"),
        (["cron", "--zone", "Europe"], "no time zone"),
        (["kubernetes", "--image", "x: y"], "no image"),
        (["cron", "--config", "none.toml"], "--config"),
        (["launchd"], "launchd"),
    ],
)
def test_wrong_use_is_status_two(depesche, place, arguments, word):
    result = depesche("schedule", "--config", "n.toml", *arguments)
    assert result.status == 2
    assert word in result.err
