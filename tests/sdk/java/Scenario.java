// The common scenario (../README.md), in the AWS SDK for Java.

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.waiters.WaiterOverrideConfiguration;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.LambdaClientBuilder;
import software.amazon.awssdk.services.lambda.model.AliasConfiguration;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.lambda.model.PreconditionFailedException;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.Runtime;
import software.amazon.awssdk.services.lambda.model.State;
import software.amazon.awssdk.services.lambda.model.StateReasonCode;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;
import software.amazon.awssdk.services.lambda.waiters.LambdaWaiter;

public class Scenario {
    static final String PREFIX = System.getenv("SDK_PREFIX");
    static final String BUCKET = System.getenv("SDK_BUCKET");
    static final String UUID4 =
        "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
    static final String STALE =
        "The Revision Id provided does not match the latest Revision Id. "
            + "Call the GetFunction/GetAlias API to retrieve the latest Revision Id";

    static final LambdaClient LAM = client(builder -> {});
    static final LambdaClient OTHER =
        client(b -> b.endpointOverride(URI.create(System.getenv("SDK_OTHER_ENDPOINT"))));
    static final LambdaWaiter WAITER =
        LambdaWaiter.builder()
            .client(LAM)
            .overrideConfiguration(
                WaiterOverrideConfiguration.builder()
                    .backoffStrategyV2(BackoffStrategy.fixedDelay(Duration.ofSeconds(1)))
                    .waitTimeout(Duration.ofMinutes(1))
                    .maxAttempts(60)
                    .build())
            .build();

    interface Steps {
        void run() throws Exception;
    }

    public static void main(String[] arguments) {
        run("create: Pending at first, Active after FunctionActiveV2", Scenario::create);
        run("read: the link gives the bytes that were uploaded", Scenario::read);
        run("update by zip: InProgress at first, Successful after FunctionUpdatedV2", Scenario::zip);
        String fromBucket = "update from a bucket: the newest object, and an older version";
        if (BUCKET == null || BUCKET.isEmpty()) {
            System.out.println("skip " + fromBucket);
        } else {
            run(fromBucket, Scenario::bucket);
        }
        run("dry run: the digest is told, nothing changes", Scenario::dryRun);
        run("stale RevisionId: PreconditionFailedException", Scenario::stale);
        run("no zip: InvalidParameterValueException", Scenario::noZip);
        run("bad members: one ValidationException tells of all", Scenario::badMembers);
        run("name taken: ResourceConflictException", Scenario::taken);
        run("versions: published, and listed by the paginator", Scenario::versions);
        run("aliases: made, read, moved, listed by the paginator, deleted", Scenario::aliases);
        run("configuration: changes alone", Scenario::configuration);
        run("functions: listed by the paginator", Scenario::functions);
        run("race: of several updates with one RevisionId one wins", Scenario::race);
        run("request ids: in every answer and error", Scenario::requestIds);
        run(
            "unsigned: MissingAuthenticationTokenException",
            () ->
                stranger(
                    AnonymousCredentialsProvider.create(),
                    "MissingAuthenticationTokenException",
                    "Missing Authentication Token"));
        run(
            "wrong secret: InvalidSignatureException",
            () ->
                stranger(
                    key(System.getenv("AWS_ACCESS_KEY_ID")),
                    "InvalidSignatureException",
                    "The request signature we calculated does not match the signature you "
                        + "provided. Check your AWS Secret Access Key and signing method. "
                        + "Consult the service documentation for details."));
        run(
            "unknown key: UnrecognizedClientException",
            () ->
                stranger(
                    key("AKIAUNKNOWN"),
                    "UnrecognizedClientException",
                    "The security token included in the request is invalid."));
        run("delete: then ResourceNotFoundException", Scenario::delete);
    }

    static void create() {
        String name = named("create");
        CreateFunctionResponse made = make(name, "one", b -> {});
        same(made.state(), State.PENDING);
        same(made.stateReasonCode(), StateReasonCode.CREATING);
        same(made.version(), "$LATEST");
        same(made.codeSha256(), digest("one"));
        same(made.codeSize(), (long) bytes("one").length);
        WAITER.waitUntilFunctionActiveV2(b -> b.functionName(name));
        FunctionConfiguration found = get(name).configuration();
        same(found.state(), State.ACTIVE);
        same(found.lastUpdateStatus(), LastUpdateStatus.SUCCESSFUL);
        holds(!found.revisionId().equals(made.revisionId()), "the same RevisionId");
    }

    static void read() throws Exception {
        String name = active("read", "one", b -> b.tags(Map.of("team", "a b")));
        GetFunctionResponse found = get(name);
        same(found.tags(), Map.of("team", "a b"));
        same(found.code().repositoryType(), "S3");
        holdsCode(name, "one");
    }

    static void zip() throws Exception {
        String name = active("zip", "one", b -> {});
        UpdateFunctionCodeResponse made = update(name, "two");
        same(made.lastUpdateStatus(), LastUpdateStatus.IN_PROGRESS);
        same(made.lastUpdateStatusReasonCodeAsString(), "Creating");
        same(made.codeSha256(), digest("two"));
        same(made.codeSize(), (long) bytes("two").length);
        updated(name);
        FunctionConfiguration found = get(name).configuration();
        same(found.lastUpdateStatus(), LastUpdateStatus.SUCCESSFUL);
        same(found.codeSha256(), digest("two"));
        holds(!found.revisionId().equals(made.revisionId()), "the same RevisionId");
        holdsCode(name, "two");
    }

    static void bucket() throws Exception {
        String name = active("bucket", "one", b -> {});
        Consumer<UpdateFunctionCodeRequest.Builder> source =
            b -> b.functionName(name).s3Bucket(BUCKET).s3Key("scenario.zip");
        same(LAM.updateFunctionCode(source).codeSha256(), digest("three"));
        updated(name);
        Consumer<UpdateFunctionCodeRequest.Builder> older =
            source.andThen(b -> b.s3ObjectVersion("v1"));
        same(LAM.updateFunctionCode(older).codeSha256(), digest("two"));
        updated(name);
        holdsCode(name, "two");
    }

    static void dryRun() throws Exception {
        String name = active("dry", "one", b -> {});
        FunctionConfiguration before = get(name).configuration();
        UpdateFunctionCodeResponse told =
            LAM.updateFunctionCode(
                b -> b.functionName(name).zipFile(data("two")).dryRun(true).publish(true));
        same(told.codeSha256(), digest("two"));
        same(told.codeSize(), (long) bytes("two").length);
        same(get(name).configuration(), before);
        holdsCode(name, "one");
    }

    static void stale() {
        String name = active("stale", "one", b -> {});
        FunctionConfiguration before = get(name).configuration();
        PreconditionFailedException error =
            refused(
                PreconditionFailedException.class,
                () -> updateFrom(LAM, name, "two", "00000000-0000-4000-8000-000000000000"));
        same(error.awsErrorDetails().errorMessage(), STALE);
        same(error.type(), "User");
        same(error.statusCode(), 412);
        same(get(name).configuration(), before);
        updateFrom(LAM, name, "two", before.revisionId());
    }

    static void noZip() {
        String name = active("no-zip", "one", b -> {});
        FunctionConfiguration before = get(name).configuration();
        Map<String, String> texts =
            Map.of(
                "text",
                "Could not unzip uploaded file. Please check your file, then try to upload again.",
                "empty",
                "Uploaded file must be a non-empty zip");
        texts.forEach(
            (data, text) -> {
                InvalidParameterValueException error =
                    refused(InvalidParameterValueException.class, () -> update(name, data));
                same(error.awsErrorDetails().errorMessage(), text);
                same(error.type(), "User");
            });
        same(get(name).configuration(), before);
    }

    static void badMembers() {
        LambdaException error =
            refused(
                LambdaException.class,
                () ->
                    LAM.updateFunctionCode(
                        b ->
                            b.functionName("no name!")
                                .zipFile(data("two"))
                                .architecturesWithStrings("X86_64")));
        same(error.awsErrorDetails().errorCode(), "ValidationException");
        same(error.statusCode(), 400);
        String text = error.awsErrorDetails().errorMessage();
        holds(text.startsWith("2 validation errors detected: "), text);
        String failed = " failed to satisfy constraint: ";
        holds(text.contains("Value 'no name!' at 'functionName'" + failed), text);
        holds(text.contains("Value '[X86_64]' at 'architectures'" + failed), text);
    }

    static void taken() {
        String name = active("taken", "one", b -> {});
        ResourceConflictException error =
            refused(ResourceConflictException.class, () -> make(name, "one", b -> {}));
        same(error.awsErrorDetails().errorMessage(), "Function already exist: " + name);
        same(error.statusCode(), 409);
    }

    static void versions() {
        String name = active("versions", "one", b -> {});
        var first = LAM.publishVersion(b -> b.functionName(name).description("first"));
        same(first.version(), "1");
        same(first.description(), "first");
        UpdateFunctionCodeResponse made =
            LAM.updateFunctionCode(
                b -> b.functionName(name).zipFile(data("two")).publish(true));
        same(made.version(), "2");
        same(made.state(), State.PENDING);
        holds(made.functionArn().endsWith(":" + name + ":2"), made.functionArn());
        WAITER.waitUntilPublishedVersionActive(b -> b.functionName(name).qualifier("2"));
        updated(name);
        same(LAM.publishVersion(b -> b.functionName(name)).version(), "2");
        List<FunctionConfiguration> listed =
            OTHER.listVersionsByFunctionPaginator(b -> b.functionName(name).maxItems(1))
                .versions()
                .stream()
                .toList();
        same(
            listed.stream().map(FunctionConfiguration::version).toList(),
            List.of("$LATEST", "1", "2"));
        same(
            listed.stream().map(FunctionConfiguration::codeSha256).toList(),
            List.of(digest("two"), digest("one"), digest("two")));
    }

    static void aliases() {
        String name = active("aliases", "one", b -> b.publish(true));
        LAM.updateFunctionCode(b -> b.functionName(name).zipFile(data("two")).publish(true));
        updated(name);
        Map<String, Double> weights = Map.of("2", 0.25);
        var made =
            LAM.createAlias(
                b ->
                    b.functionName(name)
                        .name("live")
                        .functionVersion("1")
                        .routingConfig(r -> r.additionalVersionWeights(weights)));
        holds(made.aliasArn().endsWith(":" + name + ":live"), made.aliasArn());
        var found = OTHER.getAlias(b -> b.functionName(name).name("live"));
        same(found.functionVersion(), "1");
        same(found.routingConfig().additionalVersionWeights(), weights);
        var moved =
            LAM.updateAlias(
                b ->
                    b.functionName(name)
                        .name("live")
                        .functionVersion("2")
                        .routingConfig(r -> r.additionalVersionWeights(Map.of()))
                        .revisionId(made.revisionId()));
        same(moved.functionVersion(), "2");
        same(moved.routingConfig(), null);
        var led = OTHER.getFunctionConfiguration(b -> b.functionName(name).qualifier("live"));
        same(led.version(), "2");
        LAM.createAlias(b -> b.functionName(name).name("beta").functionVersion("1"));
        List<String> listed =
            OTHER.listAliasesPaginator(b -> b.functionName(name).maxItems(1))
                .aliases()
                .stream()
                .map(AliasConfiguration::name)
                .toList();
        same(listed, List.of("beta", "live"));
        LAM.deleteAlias(b -> b.functionName(name).name("live"));
        ResourceNotFoundException error =
            refused(
                ResourceNotFoundException.class,
                () -> OTHER.getAlias(b -> b.functionName(name).name("live")));
        String text = "Cannot find alias arn: " + made.aliasArn();
        same(error.awsErrorDetails().errorMessage(), text);
    }

    static void configuration() {
        String name = active("configuration", "one", b -> {});
        var made =
            LAM.updateFunctionConfiguration(
                b ->
                    b.functionName(name)
                        .timeout(7)
                        .memorySize(256)
                        .description("")
                        .environment(e -> e.variables(Map.of("KEY", "v\u00e4lue"))));
        same(made.timeout(), 7);
        same(made.memorySize(), 256);
        same(made.environment().variables(), Map.of("KEY", "v\u00e4lue"));
        updated(name);
        FunctionConfiguration found = get(name).configuration();
        same(found.timeout(), 7);
        same(found.codeSha256(), digest("one"));
    }

    static void functions() {
        List<String> names = IntStream.range(0, 3).mapToObj(n -> named("list-" + n)).toList();
        names.forEach(name -> make(name, "one", b -> {}));
        List<String> found =
            OTHER.listFunctionsPaginator(b -> b.maxItems(2))
                .functions()
                .stream()
                .map(FunctionConfiguration::functionName)
                .filter(names::contains)
                .toList();
        same(found, names);
    }

    static void race() throws Exception {
        String name = active("race", "three", b -> {});
        String revision = get(name).configuration().revisionId();
        var threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<String>> attempts =
                IntStream.range(0, 8)
                    .<Callable<String>>mapToObj(n -> () -> attempt(n, name, revision))
                    .toList();
            List<String> won = new java.util.ArrayList<>();
            for (Future<String> end : threads.invokeAll(attempts)) {
                String digest = end.get();
                if (digest != null) {
                    won.add(digest);
                }
            }
            same(won.size(), 1);
            same(get(name).configuration().codeSha256(), won.get(0));
        } finally {
            threads.shutdown();
        }
    }

    // The digest that is now the function's, or null where another attempt was faster.
    static String attempt(int number, String name, String revision) {
        String data = number / 2 % 2 == 0 ? "one" : "two";
        try {
            return updateFrom(number % 2 == 0 ? LAM : OTHER, name, data, revision).codeSha256();
        } catch (PreconditionFailedException | ResourceConflictException lost) {
            return null;
        }
    }

    static void requestIds() {
        String name = active("ids", "one", b -> {});
        Set<String> ids = new HashSet<>();
        ids.add(get(name).responseMetadata().requestId());
        ids.add(get(name).responseMetadata().requestId());
        ids.add(refused(LambdaException.class, () -> get(named("nobody"))).requestId());
        same(ids.size(), 3);
        ids.forEach(id -> holds(id.matches(UUID4), id));
    }

    static void delete() {
        String name = active("delete", "one", b -> {});
        String text = "Function not found: " + get(name).configuration().functionArn();
        LAM.deleteFunction(b -> b.functionName(name));
        List<Callable<?>> calls =
            List.of(
                () -> get(name),
                () -> update(name, "two"),
                () -> LAM.deleteFunction(b -> b.functionName(name)));
        for (Callable<?> call : calls) {
            ResourceNotFoundException error = refused(ResourceNotFoundException.class, call);
            same(error.awsErrorDetails().errorMessage(), text);
            same(error.type(), "User");
        }
    }

    // What the cases share.

    // One attempt, so that every answer is seen as it came first. Everything else is the
    // environment's.
    static LambdaClient client(Consumer<LambdaClientBuilder> change) {
        LambdaClientBuilder builder = LambdaClient.builder();
        builder.overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()));
        change.accept(builder);
        return builder.build();
    }

    static AwsCredentialsProvider key(String id) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(id, "wrong"));
    }

    // Fails unless a call with these credentials is refused in these words.
    static void stranger(AwsCredentialsProvider credentials, String code, String text) {
        try (LambdaClient unknown = client(b -> b.credentialsProvider(credentials))) {
            LambdaException error = refused(LambdaException.class, unknown::listFunctions);
            same(error.awsErrorDetails().errorCode(), code);
            same(error.awsErrorDetails().errorMessage(), text);
            same(error.statusCode(), 403);
        }
    }

    static String named(String name) {
        return PREFIX + "-" + name;
    }

    static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(Path.of(System.getenv("SDK_PACKAGES"), name));
        } catch (IOException error) {
            throw new AssertionError(error);
        }
    }

    static SdkBytes data(String name) {
        return SdkBytes.fromByteArray(bytes(name));
    }

    static String digest(String name) {
        return new String(bytes(name + ".sha256"));
    }

    static CreateFunctionResponse make(
        String name, String data, Consumer<CreateFunctionRequest.Builder> change) {
        Consumer<CreateFunctionRequest.Builder> usual =
            b ->
                b.functionName(name)
                    .runtime(Runtime.PYTHON3_12)
                    .handler("index.handler")
                    .role(System.getenv("SDK_ROLE"))
                    .code(c -> c.zipFile(data(data)));
        return LAM.createFunction(usual.andThen(change));
    }

    // Makes a function, waits until it is ready, and answers its name.
    static String active(
        String shortName, String data, Consumer<CreateFunctionRequest.Builder> change) {
        String name = named(shortName);
        make(name, data, change);
        WAITER.waitUntilFunctionActiveV2(b -> b.functionName(name));
        return name;
    }

    static void updated(String name) {
        WAITER.waitUntilFunctionUpdatedV2(b -> b.functionName(name));
    }

    static UpdateFunctionCodeResponse update(String name, String data) {
        return LAM.updateFunctionCode(b -> b.functionName(name).zipFile(data(data)));
    }

    static UpdateFunctionCodeResponse updateFrom(
        LambdaClient client, String name, String data, String revision) {
        return client.updateFunctionCode(
            b -> b.functionName(name).zipFile(data(data)).revisionId(revision));
    }

    static GetFunctionResponse get(String name) {
        return OTHER.getFunction(b -> b.functionName(name));
    }

    // Fails unless the function's link gives this package.
    static void holdsCode(String name, String data) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(get(name).code().location())).build();
        var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
        same(answer.statusCode(), 200);
        holds(Arrays.equals(answer.body(), bytes(data)), "other bytes");
    }

    // The error of a call, as the type that the SDK has for it.
    static <E extends Exception> E refused(Class<E> type, Callable<?> call) {
        try {
            call.call();
        } catch (Exception error) {
            if (type.isInstance(error)) {
                return type.cast(error);
            }
            throw new AssertionError("refused with " + error, error);
        }
        throw new AssertionError("the call was not refused");
    }

    static void same(Object found, Object expected) {
        holds(Objects.equals(found, expected), found + " is not " + expected);
    }

    static void holds(boolean ok, String what) {
        if (!ok) {
            throw new AssertionError(what);
        }
    }

    static void run(String name, Steps steps) {
        try {
            steps.run();
            System.out.println("ok   " + name);
        } catch (Throwable error) {
            String text = String.valueOf(error.getMessage()).replace('\n', ' ');
            System.out.println("FAIL " + name + ": " + text);
        }
    }
}
