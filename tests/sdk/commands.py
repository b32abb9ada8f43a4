"""The AWS CLI as scripts use it: a process for every call."""

import json
import subprocess

from cases import same


def aws(command, process_environment=None, **options):
    """Runs `aws lambda COMMAND`; answers its status, what it prints, and what it complains of."""
    arguments = ["aws", "lambda", *command.split()]
    for name, value in options.items():
        arguments.append("--" + name.replace("_", "-"))
        if value is not True:
            arguments.append(str(value))
    done = subprocess.run(
        arguments, capture_output=True, text=True, check=False, env=process_environment
    )
    return done.returncode, done.stdout, done.stderr


def answer(command, **options):
    """What a call that has to succeed answers."""
    status, out, err = aws(command, **options)
    same((status, err), (0, ""), command)
    return json.loads(out) if out.strip() else None


def refused(operation, code, text, command, **options):
    """Fails unless the call is refused in exactly these words."""
    status, _, err = aws(command, **options)
    same(status != 0, True, "a status that is not 0")
    line = f"An error occurred ({code}) when calling the {operation} operation: {text}"
    if line not in err.splitlines():
        raise AssertionError(f"{err!r} does not hold {line!r}")
