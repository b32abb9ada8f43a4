// The common scenario (../README.md), in the AWS SDK for JavaScript.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import {
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  InvalidParameterValueException,
  LambdaClient,
  ListFunctionsCommand,
  PreconditionFailedException,
  PublishVersionCommand,
  ResourceConflictException,
  ResourceNotFoundException,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  paginateListAliases,
  paginateListFunctions,
  paginateListVersionsByFunction,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
  waitUntilPublishedVersionActive,
} from "@aws-sdk/client-lambda";

const { SDK_PREFIX, SDK_PACKAGES, SDK_BUCKET, SDK_OTHER_ENDPOINT, SDK_ROLE } = process.env;
const UUID4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const STALE =
  "The Revision Id provided does not match the latest Revision Id. " +
  "Call the GetFunction/GetAlias API to retrieve the latest Revision Id";

// One attempt, so that every answer is seen as it came first. Everything else is the environment's.
const lam = new LambdaClient({ maxAttempts: 1 });
const other = new LambdaClient({ maxAttempts: 1, endpoint: SDK_OTHER_ENDPOINT });

const named = (name) => `${SDK_PREFIX}-${name}`;
const bytes = (name) => readFileSync(join(SDK_PACKAGES, name));
const digest = (name) => readFileSync(join(SDK_PACKAGES, `${name}.sha256`), "utf8");
const pace = (client = lam) => ({ client, minDelay: 1, maxDelay: 1, maxWaitTime: 60 });

const create = (name, data = "one", more = {}) =>
  lam.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: "python3.12",
      Handler: "index.handler",
      Role: SDK_ROLE,
      Code: { ZipFile: bytes(data) },
      ...more,
    }),
  );

async function active(short, data, more) {
  const name = named(short);
  await create(name, data, more);
  await waitUntilFunctionActiveV2(pace(), { FunctionName: name });
  return name;
}

const update = (FunctionName, more, client = lam) =>
  client.send(new UpdateFunctionCodeCommand({ FunctionName, ...more }));

const updated = (FunctionName) => waitUntilFunctionUpdatedV2(pace(), { FunctionName });

async function configuration(FunctionName, more = {}) {
  const command = new GetFunctionConfigurationCommand({ FunctionName, ...more });
  const { $metadata, ...found } = await other.send(command);
  return found;
}

const get = (FunctionName) => other.send(new GetFunctionCommand({ FunctionName }));

async function download(url) {
  const answer = await fetch(url);
  assert.equal(answer.status, 200);
  return Buffer.from(await answer.arrayBuffer());
}

const codeOf = async (name) => download((await get(name)).Code.Location);

// The error with which a call is refused.
async function refused(call) {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error("the call was not refused");
}

// Fails unless a stranger's call is refused in these words.
async function stranger(settings, code, text) {
  const client = new LambdaClient({ maxAttempts: 1, ...settings });
  const error = await refused(client.send(new ListFunctionsCommand({})));
  assert.equal(error.name, code);
  assert.equal(error.message, text);
  assert.equal(error.$metadata.httpStatusCode, 403);
}

async function all(pages, member) {
  const found = [];
  for await (const page of pages) found.push(...page[member]);
  return found;
}

const cases = [
  [
    "create: Pending at first, Active after FunctionActiveV2",
    async () => {
      const name = named("create");
      const made = await create(name);
      assert.deepEqual([made.State, made.StateReasonCode], ["Pending", "Creating"]);
      assert.deepEqual([made.Version, made.CodeSha256], ["$LATEST", digest("one")]);
      assert.equal(made.CodeSize, bytes("one").length);
      const waited = await waitUntilFunctionActiveV2(pace(), { FunctionName: name });
      assert.equal(waited.state, "SUCCESS");
      const found = await configuration(name);
      assert.deepEqual([found.State, found.LastUpdateStatus], ["Active", "Successful"]);
      assert.notEqual(found.RevisionId, made.RevisionId);
    },
  ],
  [
    "read: the link gives the bytes that were uploaded",
    async () => {
      const name = await active("read", "one", { Tags: { team: "a b" } });
      const found = await get(name);
      assert.deepEqual(found.Tags, { team: "a b" });
      assert.equal(found.Code.RepositoryType, "S3");
      assert.deepEqual(await download(found.Code.Location), bytes("one"));
    },
  ],
  [
    "update by zip: InProgress at first, Successful after FunctionUpdatedV2",
    async () => {
      const name = await active("zip");
      const made = await update(name, { ZipFile: bytes("two") });
      assert.equal(made.LastUpdateStatus, "InProgress");
      assert.equal(made.LastUpdateStatusReasonCode, "Creating");
      assert.deepEqual([made.CodeSha256, made.CodeSize], [digest("two"), bytes("two").length]);
      assert.equal((await updated(name)).state, "SUCCESS");
      const found = await configuration(name);
      assert.deepEqual([found.LastUpdateStatus, found.CodeSha256], ["Successful", digest("two")]);
      assert.notEqual(found.RevisionId, made.RevisionId);
      assert.deepEqual(await codeOf(name), bytes("two"));
    },
  ],
  [
    "update from a bucket: the newest object, and an older version",
    SDK_BUCKET &&
      (async () => {
        const name = await active("bucket");
        const source = { S3Bucket: SDK_BUCKET, S3Key: "scenario.zip" };
        assert.equal((await update(name, source)).CodeSha256, digest("three"));
        await updated(name);
        const older = await update(name, { ...source, S3ObjectVersion: "v1" });
        assert.equal(older.CodeSha256, digest("two"));
        await updated(name);
        assert.deepEqual(await codeOf(name), bytes("two"));
      }),
  ],
  [
    "dry run: the digest is told, nothing changes",
    async () => {
      const name = await active("dry");
      const before = await configuration(name);
      const told = await update(name, { ZipFile: bytes("two"), DryRun: true, Publish: true });
      assert.deepEqual([told.CodeSha256, told.CodeSize], [digest("two"), bytes("two").length]);
      assert.deepEqual(await configuration(name), before);
      assert.deepEqual(await codeOf(name), bytes("one"));
    },
  ],
  [
    "stale RevisionId: PreconditionFailedException",
    async () => {
      const name = await active("stale");
      const before = await configuration(name);
      const RevisionId = "00000000-0000-4000-8000-000000000000";
      const error = await refused(update(name, { ZipFile: bytes("two"), RevisionId }));
      assert(error instanceof PreconditionFailedException, error);
      assert.deepEqual([error.message, error.Type], [STALE, "User"]);
      assert.equal(error.$metadata.httpStatusCode, 412);
      assert.deepEqual(await configuration(name), before);
      await update(name, { ZipFile: bytes("two"), RevisionId: before.RevisionId });
    },
  ],
  [
    "no zip: InvalidParameterValueException",
    async () => {
      const name = await active("no-zip");
      const before = await configuration(name);
      for (const [data, text] of [
        [
          "text",
          "Could not unzip uploaded file. Please check your file, then try to upload again.",
        ],
        ["empty", "Uploaded file must be a non-empty zip"],
      ]) {
        const error = await refused(update(name, { ZipFile: bytes(data) }));
        assert(error instanceof InvalidParameterValueException, error);
        assert.deepEqual([error.message, error.Type], [text, "User"]);
      }
      assert.deepEqual(await configuration(name), before);
    },
  ],
  [
    "bad members: one ValidationException tells of all",
    async () => {
      const call = update("no name!", { ZipFile: bytes("two"), Architectures: ["X86_64"] });
      const error = await refused(call);
      assert.equal(error.name, "ValidationException");
      assert.equal(error.$metadata.httpStatusCode, 400);
      assert(error.message.startsWith("2 validation errors detected: "), error.message);
      for (const [value, member] of [
        ["no name!", "functionName"],
        ["[X86_64]", "architectures"],
      ]) {
        const text = `Value '${value}' at '${member}' failed to satisfy constraint: `;
        assert(error.message.includes(text), error.message);
      }
    },
  ],
  [
    "name taken: ResourceConflictException",
    async () => {
      const name = await active("taken");
      const error = await refused(create(name));
      assert(error instanceof ResourceConflictException, error);
      assert.equal(error.message, `Function already exist: ${name}`);
      assert.equal(error.$metadata.httpStatusCode, 409);
    },
  ],
  [
    "versions: published, and listed by the paginator",
    async () => {
      const FunctionName = await active("versions");
      const publish = (more) => lam.send(new PublishVersionCommand({ FunctionName, ...more }));
      const first = await publish({ Description: "first" });
      assert.deepEqual([first.Version, first.Description], ["1", "first"]);
      const made = await update(FunctionName, { ZipFile: bytes("two"), Publish: true });
      assert.deepEqual([made.Version, made.State], ["2", "Pending"]);
      assert(made.FunctionArn.endsWith(`:${FunctionName}:2`), made.FunctionArn);
      await waitUntilPublishedVersionActive(pace(), { FunctionName, Qualifier: "2" });
      await updated(FunctionName);
      assert.equal((await publish()).Version, "2");
      const pages = paginateListVersionsByFunction(
        { client: other, pageSize: 1 },
        { FunctionName },
      );
      const listed = await all(pages, "Versions");
      assert.deepEqual(
        listed.map((v) => v.Version),
        ["$LATEST", "1", "2"],
      );
      assert.deepEqual(
        listed.map((v) => v.CodeSha256),
        [digest("two"), digest("one"), digest("two")],
      );
    },
  ],
  [
    "aliases: made, read, moved, listed by the paginator, deleted",
    async () => {
      const FunctionName = await active("aliases", "one", { Publish: true });
      await update(FunctionName, { ZipFile: bytes("two"), Publish: true });
      await updated(FunctionName);
      const live = { FunctionName, Name: "live" };
      const RoutingConfig = { AdditionalVersionWeights: { 2: 0.25 } };
      const made = await lam.send(
        new CreateAliasCommand({ ...live, FunctionVersion: "1", RoutingConfig }),
      );
      assert(made.AliasArn.endsWith(`:${FunctionName}:live`), made.AliasArn);
      const found = await other.send(new GetAliasCommand(live));
      assert.deepEqual([found.FunctionVersion, found.RoutingConfig], ["1", RoutingConfig]);
      const moved = await lam.send(
        new UpdateAliasCommand({
          ...live,
          FunctionVersion: "2",
          RoutingConfig: { AdditionalVersionWeights: {} },
          RevisionId: made.RevisionId,
        }),
      );
      assert.deepEqual([moved.FunctionVersion, moved.RoutingConfig], ["2", undefined]);
      assert.equal((await configuration(FunctionName, { Qualifier: "live" })).Version, "2");
      await lam.send(
        new CreateAliasCommand({ FunctionName, Name: "beta", FunctionVersion: "1" }),
      );
      const pages = paginateListAliases({ client: other, pageSize: 1 }, { FunctionName });
      const listed = await all(pages, "Aliases");
      assert.deepEqual(
        listed.map((a) => a.Name),
        ["beta", "live"],
      );
      await lam.send(new DeleteAliasCommand(live));
      const error = await refused(other.send(new GetAliasCommand(live)));
      assert(error instanceof ResourceNotFoundException, error);
      assert.equal(error.message, `Cannot find alias arn: ${made.AliasArn}`);
    },
  ],
  [
    "configuration: changes alone",
    async () => {
      const FunctionName = await active("configuration");
      const made = await lam.send(
        new UpdateFunctionConfigurationCommand({
          FunctionName,
          Timeout: 7,
          MemorySize: 256,
          Description: "",
          Environment: { Variables: { KEY: "välue" } },
        }),
      );
      assert.deepEqual([made.Timeout, made.MemorySize], [7, 256]);
      assert.deepEqual(made.Environment, { Variables: { KEY: "välue" } });
      await updated(FunctionName);
      const found = await configuration(FunctionName);
      assert.deepEqual([found.Timeout, found.CodeSha256], [7, digest("one")]);
    },
  ],
  [
    "functions: listed by the paginator",
    async () => {
      const names = [0, 1, 2].map((number) => named(`list-${number}`));
      for (const name of names) await create(name);
      const pages = paginateListFunctions({ client: other, pageSize: 2 }, {});
      const found = (await all(pages, "Functions")).map((f) => f.FunctionName);
      assert.deepEqual(
        found.filter((name) => names.includes(name)),
        names,
      );
    },
  ],
  [
    "race: of several updates with one RevisionId one wins",
    async () => {
      const name = await active("race", "three");
      const { RevisionId } = await configuration(name);
      const attempt = async (number) => {
        try {
          const ZipFile = bytes(["one", "two"][(number >> 1) % 2]);
          const made = await update(name, { ZipFile, RevisionId }, [lam, other][number % 2]);
          return made.CodeSha256;
        } catch (error) {
          const lost =
            error instanceof PreconditionFailedException ||
            error instanceof ResourceConflictException;
          assert(lost, error);
          return undefined;
        }
      };
      const ends = await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(attempt));
      const won = ends.filter(Boolean);
      assert.equal(won.length, 1, "winners");
      assert.equal((await configuration(name)).CodeSha256, won[0]);
    },
  ],
  [
    "request ids: in every answer and error",
    async () => {
      const name = await active("ids");
      const answers = [await get(name), await get(name), await refused(get(named("nobody")))];
      const ids = answers.map((answer) => answer.$metadata.requestId);
      assert.equal(new Set(ids).size, 3, "request ids");
      for (const id of ids) assert.match(id, UUID4);
    },
  ],
  [
    "unsigned: MissingAuthenticationTokenException",
    () =>
      stranger(
        { signer: { sign: async (request) => request } },
        "MissingAuthenticationTokenException",
        "Missing Authentication Token",
      ),
  ],
  [
    "wrong secret: InvalidSignatureException",
    () =>
      stranger(
        {
          credentials: {
            accessKeyId: process.env.AWS_ACCESS_KEY_ID,
            secretAccessKey: "wrong",
          },
        },
        "InvalidSignatureException",
        "The request signature we calculated does not match the signature you provided. " +
          "Check your AWS Secret Access Key and signing method. " +
          "Consult the service documentation for details.",
      ),
  ],
  [
    "unknown key: UnrecognizedClientException",
    () =>
      stranger(
        { credentials: { accessKeyId: "AKIAUNKNOWN", secretAccessKey: "wrong" } },
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
      ),
  ],
  [
    "delete: then ResourceNotFoundException",
    async () => {
      const FunctionName = await active("delete");
      const { FunctionArn } = await configuration(FunctionName);
      await lam.send(new DeleteFunctionCommand({ FunctionName }));
      for (const call of [
        () => get(FunctionName),
        () => update(FunctionName, { ZipFile: bytes("two") }),
        () => lam.send(new DeleteFunctionCommand({ FunctionName })),
      ]) {
        const error = await refused(call());
        assert(error instanceof ResourceNotFoundException, error);
        assert.deepEqual(
          [error.message, error.Type],
          [`Function not found: ${FunctionArn}`, "User"],
        );
      }
    },
  ],
];

for (const [name, steps] of cases) {
  if (!steps) {
    console.log(`skip ${name}`);
    continue;
  }
  try {
    await steps();
    console.log(`ok   ${name}`);
  } catch (error) {
    console.log(`FAIL ${name}: ${String(error?.message ?? error).replaceAll("\n", " ")}`);
  }
}
