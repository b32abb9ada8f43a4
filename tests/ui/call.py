"""Calls the API as the test of the pages needs it: call.py API create|alias|update|sha ARGUMENTS."""

import base64
import datetime
import hashlib
import hmac
import io
import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile

ROLE = "arn:aws:iam::000000000000:role/r"


def package(text):
    """A zip of one file, the same bytes each time."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(zipfile.ZipInfo("index.py"), text)
    return data.getvalue()


def signed(method, api, path, body):
    """A request signed with Signature Version 4, key `test`."""
    host = urllib.parse.urlsplit(api).netloc
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{now[:8]}/us-east-1/lambda/aws4_request"
    digest = hashlib.sha256(body).hexdigest()
    canonical = f"{method}\n{path}\n\nhost:{host}\nx-amz-date:{now}\n\nhost;x-amz-date\n{digest}"
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    key = b"AWS4test"
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    text = f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{hashed}"
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    authorization = (
        f"AWS4-HMAC-SHA256 Credential=test/{scope}, SignedHeaders=host;x-amz-date, "
        f"Signature={signature}"
    )
    headers = {"x-amz-date": now, "authorization": authorization, "content-type": "application/json"}
    return urllib.request.Request(api + path, data=body, method=method, headers=headers)


def send(method, api, path, members):
    """Sends a call, again and again while the function is still busy with the last one."""
    for _ in range(100):
        try:
            return urllib.request.urlopen(
                signed(method, api, path, json.dumps(members).encode())
            ).read()
        except urllib.error.HTTPError as error:
            if error.code != 409:
                raise
            time.sleep(0.1)
    sys.exit(f"{method} {path}: busy for ever")


def main():
    api, command, *rest = sys.argv[1:]
    functions = "/2015-03-31/functions"
    zip_file = lambda text: base64.b64encode(package(text)).decode()
    if command == "create":
        name, description = rest
        send("POST", api, functions, {
            "FunctionName": name, "Description": description, "Role": ROLE,
            "Runtime": "python3.12", "Handler": "index.handler", "Publish": True,
            "Code": {"ZipFile": zip_file("first")},
        })
    elif command == "alias":
        function, name, description = rest
        members = {"Name": name, "FunctionVersion": "1", "Description": description}
        send("POST", api, f"{functions}/{function}/aliases", members)
    elif command == "update":
        function, text = rest
        send("PUT", api, f"{functions}/{function}/code", {"ZipFile": zip_file(text)})
    elif command == "sha":
        (text,) = rest
        print(base64.b64encode(hashlib.sha256(package(text)).digest()).decode())


main()
