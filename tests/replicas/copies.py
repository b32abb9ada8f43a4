"""Copies of the service on one database and one bucket, and what stands around them."""

import os
import re
import signal
import subprocess

import boto3
from botocore.config import Config

DATABASE = os.environ["REPLICAS_DATABASE"]
S3 = os.environ["REPLICAS_S3"]
BINARY = os.environ["LAMBDA_CODE_BIN"]
WORK = os.environ["REPLICAS_WORK"]
PACKAGES = f"s3://packages/here?endpoint={S3}"

STORES = {"--records": DATABASE, "--packages": PACKAGES}


class Copy:
    """One copy, from its start to its end."""

    def __init__(self, name, *more):
        self.log = open(os.path.join(WORK, f"{name}.log"), "ab")
        self.process = subprocess.Popen(
            [BINARY, "--listen", "127.0.0.1:0", *options({}), *more],
            stdout=subprocess.PIPE,
            stderr=self.log,
            # Where it would put what it is not to put anywhere.
            cwd=WORK,
        )
        line = self.process.stdout.readline().decode()
        found = re.match(r"lambda-code is ready at (http://(\S+))", line)
        if not found:
            raise AssertionError(f"{name} does not start: see its log")
        self.url, self.address = found.groups()

    def kill(self):
        """As a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        if self.process.wait(60) != 0:
            raise AssertionError("a copy did not end in order")

    def client(self):
        once = Config(retries={"total_max_attempts": 1}, read_timeout=60)
        return boto3.client("lambda", endpoint_url=self.url, config=once)


def s3():
    return boto3.client("s3", endpoint_url=S3, config=Config(s3={"addressing_style": "path"}))


def options(other):
    """The options that name the stores, some of them others."""
    return [word for option in {**STORES, **other}.items() for word in option]


def command(name, *more, **other):
    """Runs a command of the service, and answers its status and what it says."""
    other = {f"--{name}": value for name, value in other.items()}
    arguments = [BINARY, name, *options(other), *more]
    done = subprocess.run(arguments, cwd=WORK, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


def sql(text):
    subprocess.run(["psql", "--quiet", DATABASE, "-c", text], check=True, stdout=subprocess.DEVNULL)
