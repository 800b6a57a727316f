"""`depesche schedule`: what starts a run every night."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Form(StrEnum):
    """What the night is started by."""

    service = "service"
    timer = "timer"
    cron = "cron"
    kubernetes = "kubernetes"


def schedule(
    form: Annotated[Form, typer.Argument(help="systemd's service or timer, or another.")],
    config: Annotated[Path, typer.Option(help="The profile of the night.")] = Path(
        "configs/nightly.toml"
    ),
    at: Annotated[str, typer.Option(metavar="HH:MM", help="When it starts.")] = "01:30",
    zone: Annotated[str, typer.Option(help="Time zone of --at.")] = "Europe/Berlin",
    image: Annotated[str, typer.Option(help="Container image for Kubernetes.")] = "depesche:latest",
) -> None:
    """Print what starts `depesche run --config FILE` every night, in this folder, as it stands.

    For systemd print both the service and the timer; each says where it belongs.
    """
    import sys
    from datetime import UTC, datetime
    from math import ceil

    from pipeline.cli import console
    from pipeline.errors import UsageError
    from pipeline.models.devices import each as each_device
    from pipeline.plugins import plugin
    from pipeline.profile import load_profile
    from pipeline.run.schedule import (
        FORMS,
        Night,
        image_name,
        missing_night,
        time_of_day,
        time_zone,
    )
    from pipeline.run.stop import seconds_until

    if not config.is_file():
        raise UsageError(f"there is no {config}", "name the profile of the night with --config")
    profile = load_profile(config=config)
    now = datetime.now(UTC)
    # What would fail every night is said now.
    for writer in profile.run.writers:
        plugin("writers", writer)
    if profile.run.deadline:
        seconds_until(profile.run.deadline, now)
    hour, minute = time_of_day(at)
    # -P: a folder `pipeline` in that place is not taken for ours.
    program = (sys.executable, "-P", "-m", "pipeline")
    command = (*program, "run", "--config", str(config.absolute()))
    night = Night(
        command,
        Path.cwd(),
        config,
        hour,
        minute,
        time_zone(zone),
        image_name(image),
        memory=max(2, ceil(2 * (profile.memory or 1))),
        gpus=len(each_device(profile.device)) if profile.device.startswith("cuda") else 0,
    )
    if day := missing_night(hour, minute, night.zone, now.date()):
        console.say(f"{at} is not there on {day}, when clocks go forward: no run begins then")
    console.out(FORMS[form.value](night))
