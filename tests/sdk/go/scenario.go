package main

import (
	"errors"
	"os"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/middleware"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/smithy-go"
)

const (
	stale = "The Revision Id provided does not match the latest Revision Id. " +
		"Call the GetFunction/GetAlias API to retrieve the latest Revision Id"
	noZip    = "Could not unzip uploaded file. Please check your file, then try to upload again."
	emptyZip = "Uploaded file must be a non-empty zip"
	mismatch = "The request signature we calculated does not match the signature you provided. " +
		"Check your AWS Secret Access Key and signing method. " +
		"Consult the service documentation for details."
)

var uuid4 = regexp.MustCompile(
	`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

// cases are in the order of the README; those without steps are left out.
var cases = []struct {
	name  string
	steps func()
}{
	{"create: Pending at first, Active after FunctionActiveV2", func() {
		name := named("create")
		made := must(create(name, "one"))
		same(made.State, types.StatePending)
		same(made.StateReasonCode, types.StateReasonCodeCreating)
		same(*made.Version, "$LATEST")
		same(*made.CodeSha256, digest("one"))
		same(made.CodeSize, int64(len(read("one"))))
		done(activeWaiter().Wait(ctx, &lambda.GetFunctionInput{FunctionName: &name}, patience))
		found := configuration(name)
		same(found.State, types.StateActive)
		same(found.LastUpdateStatus, types.LastUpdateStatusSuccessful)
		holds(*found.RevisionId != *made.RevisionId, "the same RevisionId")
	}},
	{"read: the link gives the bytes that were uploaded", func() {
		tags := map[string]string{"team": "a b"}
		name := active("read", "one", func(i *lambda.CreateFunctionInput) { i.Tags = tags })
		found := must(get(name))
		same(found.Tags, tags)
		same(*found.Code.RepositoryType, "S3")
		holdsCode(name, "one")
	}},
	{"update by zip: InProgress at first, Successful after FunctionUpdatedV2", func() {
		name := active("zip", "one")
		made := must(update(lam, name, "two"))
		same(made.LastUpdateStatus, types.LastUpdateStatusInProgress)
		same(made.LastUpdateStatusReasonCode, types.LastUpdateStatusReasonCode("Creating"))
		same(*made.CodeSha256, digest("two"))
		same(made.CodeSize, int64(len(read("two"))))
		updated(name)
		found := configuration(name)
		same(found.LastUpdateStatus, types.LastUpdateStatusSuccessful)
		same(*found.CodeSha256, digest("two"))
		holds(*found.RevisionId != *made.RevisionId, "the same RevisionId")
		holdsCode(name, "two")
	}},
	{"update from a bucket: the newest object, and an older version", withBucket(func() {
		name := active("bucket", "one")
		source := func(version *string) func(*lambda.UpdateFunctionCodeInput) {
			return func(i *lambda.UpdateFunctionCodeInput) {
				i.S3Bucket, i.S3Key, i.S3ObjectVersion = &bucket, aws.String("scenario.zip"), version
			}
		}
		same(*must(update(lam, name, "", source(nil))).CodeSha256, digest("three"))
		updated(name)
		same(*must(update(lam, name, "", source(aws.String("v1")))).CodeSha256, digest("two"))
		updated(name)
		holdsCode(name, "two")
	})},
	{"dry run: the digest is told, nothing changes", func() {
		name := active("dry", "one")
		before := configuration(name)
		told := must(update(lam, name, "two", func(i *lambda.UpdateFunctionCodeInput) {
			i.DryRun, i.Publish = true, true
		}))
		same(*told.CodeSha256, digest("two"))
		same(told.CodeSize, int64(len(read("two"))))
		same(configuration(name), before)
		holdsCode(name, "one")
	}},
	{"stale RevisionId: PreconditionFailedException", func() {
		name := active("stale", "one")
		before := configuration(name)
		guarded := func(revision string) func(*lambda.UpdateFunctionCodeInput) {
			return func(i *lambda.UpdateFunctionCodeInput) { i.RevisionId = &revision }
		}
		made, err := update(lam, name, "two", guarded("00000000-0000-4000-8000-000000000000"))
		refusal := refused[*types.PreconditionFailedException](made, err)
		same(refusal.ErrorMessage(), stale)
		same(*refusal.Type, "User")
		same(refused[*awshttp.ResponseError](made, err).HTTPStatusCode(), 412)
		same(configuration(name), before)
		must(update(lam, name, "two", guarded(*before.RevisionId)))
	}},
	{"no zip: InvalidParameterValueException", func() {
		name := active("no-zip", "one")
		before := configuration(name)
		for data, text := range map[string]string{"text": noZip, "empty": emptyZip} {
			refusal := refused[*types.InvalidParameterValueException](update(lam, name, data))
			same(refusal.ErrorMessage(), text)
			same(*refusal.Type, "User")
		}
		same(configuration(name), before)
	}},
	{"bad members: one ValidationException tells of all", func() {
		refusal := refused[smithy.APIError](
			update(lam, "no name!", "two", func(i *lambda.UpdateFunctionCodeInput) {
				i.Architectures = []types.Architecture{"X86_64"}
			}))
		same(refusal.ErrorCode(), "ValidationException")
		text := refusal.ErrorMessage()
		holds(strings.HasPrefix(text, "2 validation errors detected: "), text)
		for _, item := range []string{
			"Value 'no name!' at 'functionName' failed to satisfy constraint: ",
			"Value '[X86_64]' at 'architectures' failed to satisfy constraint: ",
		} {
			holds(strings.Contains(text, item), text)
		}
	}},
	{"name taken: ResourceConflictException", func() {
		name := active("taken", "one")
		made, err := create(name, "one")
		refusal := refused[*types.ResourceConflictException](made, err)
		same(refusal.ErrorMessage(), "Function already exist: "+name)
		same(refused[*awshttp.ResponseError](made, err).HTTPStatusCode(), 409)
	}},
	{"versions: published, and listed by the paginator", func() {
		name := active("versions", "one")
		first := must(lam.PublishVersion(ctx, &lambda.PublishVersionInput{
			FunctionName: &name, Description: aws.String("first"),
		}))
		same(*first.Version, "1")
		same(*first.Description, "first")
		made := must(update(lam, name, "two", publish))
		same(*made.Version, "2")
		same(made.State, types.StatePending)
		holds(strings.HasSuffix(*made.FunctionArn, ":"+name+":2"), *made.FunctionArn)
		second := &lambda.GetFunctionConfigurationInput{
			FunctionName: &name, Qualifier: aws.String("2"),
		}
		done(lambda.NewPublishedVersionActiveWaiter(lam,
			func(o *lambda.PublishedVersionActiveWaiterOptions) {
				o.MinDelay, o.MaxDelay = time.Second, time.Second
			}).Wait(ctx, second, patience))
		updated(name)
		again := must(lam.PublishVersion(ctx, &lambda.PublishVersionInput{FunctionName: &name}))
		same(*again.Version, "2")
		pages := lambda.NewListVersionsByFunctionPaginator(other,
			&lambda.ListVersionsByFunctionInput{FunctionName: &name},
			func(o *lambda.ListVersionsByFunctionPaginatorOptions) { o.Limit = 1 })
		var versions, digests []string
		for pages.HasMorePages() {
			for _, version := range must(pages.NextPage(ctx)).Versions {
				versions = append(versions, *version.Version)
				digests = append(digests, *version.CodeSha256)
			}
		}
		same(versions, []string{"$LATEST", "1", "2"})
		same(digests, []string{digest("two"), digest("one"), digest("two")})
	}},
	{"aliases: made, read, moved, listed by the paginator, deleted", func() {
		name := active("aliases", "one", func(i *lambda.CreateFunctionInput) { i.Publish = true })
		must(update(lam, name, "two", publish))
		updated(name)
		live, one, two := aws.String("live"), aws.String("1"), aws.String("2")
		weights := map[string]float64{"2": 0.25}
		made := must(lam.CreateAlias(ctx, &lambda.CreateAliasInput{
			FunctionName: &name, Name: live, FunctionVersion: one,
			RoutingConfig: &types.AliasRoutingConfiguration{AdditionalVersionWeights: weights},
		}))
		holds(strings.HasSuffix(*made.AliasArn, ":"+name+":live"), *made.AliasArn)
		read := func() (*lambda.GetAliasOutput, error) {
			return other.GetAlias(ctx, &lambda.GetAliasInput{FunctionName: &name, Name: live})
		}
		found := must(read())
		same(*found.FunctionVersion, "1")
		same(found.RoutingConfig.AdditionalVersionWeights, weights)
		moved := must(lam.UpdateAlias(ctx, &lambda.UpdateAliasInput{
			FunctionName: &name, Name: live, FunctionVersion: two,
			RoutingConfig: &types.AliasRoutingConfiguration{
				AdditionalVersionWeights: map[string]float64{},
			},
			RevisionId: made.RevisionId,
		}))
		same(*moved.FunctionVersion, "2")
		same(moved.RoutingConfig, nil)
		led := must(other.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{
			FunctionName: &name, Qualifier: live,
		}))
		same(*led.Version, "2")
		must(lam.CreateAlias(ctx, &lambda.CreateAliasInput{
			FunctionName: &name, Name: aws.String("beta"), FunctionVersion: one,
		}))
		pages := lambda.NewListAliasesPaginator(other,
			&lambda.ListAliasesInput{FunctionName: &name},
			func(o *lambda.ListAliasesPaginatorOptions) { o.Limit = 1 })
		var aliases []string
		for pages.HasMorePages() {
			for _, alias := range must(pages.NextPage(ctx)).Aliases {
				aliases = append(aliases, *alias.Name)
			}
		}
		same(aliases, []string{"beta", "live"})
		must(lam.DeleteAlias(ctx, &lambda.DeleteAliasInput{FunctionName: &name, Name: live}))
		refusal := refused[*types.ResourceNotFoundException](read())
		same(refusal.ErrorMessage(), "Cannot find alias arn: "+*made.AliasArn)
	}},
	{"configuration: changes alone", func() {
		name := active("configuration", "one")
		variables := map[string]string{"KEY": "välue"}
		made := must(lam.UpdateFunctionConfiguration(ctx,
			&lambda.UpdateFunctionConfigurationInput{
				FunctionName: &name,
				Timeout:      aws.Int32(7),
				MemorySize:   aws.Int32(256),
				Description:  aws.String(""),
				Environment:  &types.Environment{Variables: variables},
			}))
		same(*made.Timeout, 7)
		same(*made.MemorySize, 256)
		same(made.Environment.Variables, variables)
		updated(name)
		found := configuration(name)
		same(*found.Timeout, 7)
		same(*found.CodeSha256, digest("one"))
	}},
	{"functions: listed by the paginator", func() {
		names := []string{named("list-0"), named("list-1"), named("list-2")}
		for _, name := range names {
			must(create(name, "one"))
		}
		pages := lambda.NewListFunctionsPaginator(other, &lambda.ListFunctionsInput{},
			func(o *lambda.ListFunctionsPaginatorOptions) { o.Limit = 2 })
		var found []string
		for pages.HasMorePages() {
			for _, function := range must(pages.NextPage(ctx)).Functions {
				if strings.HasPrefix(*function.FunctionName, named("list-")) {
					found = append(found, *function.FunctionName)
				}
			}
		}
		same(found, names)
	}},
	{"race: of several updates with one RevisionId one wins", func() {
		name := active("race", "three")
		revision := configuration(name).RevisionId
		var ends [8]struct {
			made *lambda.UpdateFunctionCodeOutput
			err  error
		}
		var all sync.WaitGroup
		for number := range ends {
			all.Add(1)
			go func() {
				defer all.Done()
				client := []*lambda.Client{lam, other}[number%2]
				data := []string{"one", "two"}[number/2%2]
				ends[number].made, ends[number].err = update(client, name, data,
					func(i *lambda.UpdateFunctionCodeInput) { i.RevisionId = revision })
			}()
		}
		all.Wait()
		var won []string
		for _, end := range ends {
			var late *types.PreconditionFailedException
			var busy *types.ResourceConflictException
			if end.err == nil {
				won = append(won, *end.made.CodeSha256)
			} else if !errors.As(end.err, &late) && !errors.As(end.err, &busy) {
				panic(end.err)
			}
		}
		same(len(won), 1)
		same(*configuration(name).CodeSha256, won[0])
	}},
	{"request ids: in every answer and error", func() {
		name := active("ids", "one")
		ids := map[string]bool{}
		for range 2 {
			id, _ := middleware.GetRequestIDMetadata(must(get(name)).ResultMetadata)
			ids[id] = true
		}
		ids[refused[*awshttp.ResponseError](get(named("nobody"))).ServiceRequestID()] = true
		same(len(ids), 3)
		for id := range ids {
			holds(uuid4.MatchString(id), id)
		}
	}},
	{"unsigned: MissingAuthenticationTokenException", func() {
		stranger(aws.AnonymousCredentials{}, "MissingAuthenticationTokenException",
			"Missing Authentication Token")
	}},
	{"wrong secret: InvalidSignatureException", func() {
		key := os.Getenv("AWS_ACCESS_KEY_ID")
		stranger(credentials.NewStaticCredentialsProvider(key, "wrong", ""),
			"InvalidSignatureException", mismatch)
	}},
	{"unknown key: UnrecognizedClientException", func() {
		stranger(credentials.NewStaticCredentialsProvider("AKIAUNKNOWN", "wrong", ""),
			"UnrecognizedClientException",
			"The security token included in the request is invalid.")
	}},
	{"delete: then ResourceNotFoundException", func() {
		name := active("delete", "one")
		text := "Function not found: " + *configuration(name).FunctionArn
		remove := func() (*lambda.DeleteFunctionOutput, error) {
			return lam.DeleteFunction(ctx, &lambda.DeleteFunctionInput{FunctionName: &name})
		}
		must(remove())
		for _, call := range []func() *types.ResourceNotFoundException{
			func() *types.ResourceNotFoundException {
				return refused[*types.ResourceNotFoundException](get(name))
			},
			func() *types.ResourceNotFoundException {
				return refused[*types.ResourceNotFoundException](update(lam, name, "two"))
			},
			func() *types.ResourceNotFoundException {
				return refused[*types.ResourceNotFoundException](remove())
			},
		} {
			refusal := call()
			same(refusal.ErrorMessage(), text)
			same(*refusal.Type, "User")
		}
	}},
}

func publish(i *lambda.UpdateFunctionCodeInput) { i.Publish = true }

// withBucket is the case, or nothing where the runner has no bucket.
func withBucket(steps func()) func() {
	if bucket == "" {
		return nil
	}
	return steps
}
