"""`depesche doctor`: is this machine ready?"""

from __future__ import annotations

import typer

from pipeline.cli import options


def doctor(
    profile: options.ProfileName = None,
    config: options.ConfigFile = None,
    changes: options.Changes = None,
    device: options.Device = None,
) -> None:
    """Check versions, devices, disk and the models of a profile, and say what to do about each."""
    from pipeline.cli import console
    from pipeline.run.doctor import examine

    healthy = True
    for finding in examine(options.settings(profile, config, device, changes=changes)):
        mark = "ok  " if finding.ok else "FAIL"
        remedy = "" if finding.ok else f" - {finding.remedy}"
        console.out(f"{mark} {finding.name}: {finding.detail}{remedy}\n")
        healthy = healthy and finding.ok
    if not healthy:
        raise typer.Exit(1)
