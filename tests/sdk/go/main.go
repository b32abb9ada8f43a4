// The common scenario (../README.md), in the AWS SDK for Go: clients, and how cases are run.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/smithy-go"
)

const patience = time.Minute

var (
	ctx    = context.Background()
	prefix = os.Getenv("SDK_PREFIX")
	bucket = os.Getenv("SDK_BUCKET")
	lam    = client()
	other  = client(func(o *lambda.Options) {
		o.BaseEndpoint = aws.String(os.Getenv("SDK_OTHER_ENDPOINT"))
	})
)

// client makes one attempt, so that every answer is seen as it came first. Everything else is the
// environment's.
func client(options ...func(*lambda.Options)) *lambda.Client {
	once := config.WithRetryer(func() aws.Retryer { return aws.NopRetryer{} })
	return lambda.NewFromConfig(must(config.LoadDefaultConfig(ctx, once)), options...)
}

func main() {
	for _, c := range cases {
		if c.steps == nil {
			fmt.Printf("skip %s\n", c.name)
			continue
		}
		if problem := try(c.steps); problem != nil {
			text := strings.ReplaceAll(fmt.Sprint(problem), "\n", " ")
			fmt.Printf("FAIL %s: %s\n", c.name, text)
		} else {
			fmt.Printf("ok   %s\n", c.name)
		}
	}
}

// try answers what the steps panic with: a case that fails must not stop the others.
func try(steps func()) (problem any) {
	defer func() { problem = recover() }()
	steps()
	return nil
}

func must[T any](value T, err error) T {
	done(err)
	return value
}

func done(err error) {
	if err != nil {
		panic(err)
	}
}

func same[T any](found, expected T) {
	if !reflect.DeepEqual(found, expected) {
		panic(fmt.Sprintf("%#v is not %#v", found, expected))
	}
}

func holds(ok bool, what any) {
	if !ok {
		panic(what)
	}
}

// refused answers the error of a call as the type that the SDK has for it.
func refused[E error, T any](_ T, err error) E {
	var typed E
	if !errors.As(err, &typed) {
		panic(fmt.Sprintf("refused with %v", err))
	}
	return typed
}

// stranger fails unless a call of this client is refused in these words.
func stranger(credentials aws.CredentialsProvider, code, text string) {
	unknown := client(func(o *lambda.Options) { o.Credentials = credentials })
	refusal := refused[smithy.APIError](unknown.ListFunctions(ctx, &lambda.ListFunctionsInput{}))
	same(refusal.ErrorCode(), code)
	same(refusal.ErrorMessage(), text)
}

func named(name string) string { return prefix + "-" + name }

func read(name string) []byte {
	return must(os.ReadFile(filepath.Join(os.Getenv("SDK_PACKAGES"), name)))
}

func digest(name string) string { return string(read(name + ".sha256")) }

// create makes a function of a package, at once.
func create(
	name, data string,
	change ...func(*lambda.CreateFunctionInput),
) (*lambda.CreateFunctionOutput, error) {
	input := &lambda.CreateFunctionInput{
		FunctionName: &name,
		Runtime:      types.RuntimePython312,
		Handler:      aws.String("index.handler"),
		Role:         aws.String(os.Getenv("SDK_ROLE")),
		Code:         &types.FunctionCode{ZipFile: read(data)},
	}
	for _, c := range change {
		c(input)
	}
	return lam.CreateFunction(ctx, input)
}

// active makes a function, waits until it is ready, and answers its name.
func active(short, data string, change ...func(*lambda.CreateFunctionInput)) string {
	name := named(short)
	must(create(name, data, change...))
	done(activeWaiter().Wait(ctx, &lambda.GetFunctionInput{FunctionName: &name}, patience))
	return name
}

func activeWaiter() *lambda.FunctionActiveV2Waiter {
	return lambda.NewFunctionActiveV2Waiter(lam, func(o *lambda.FunctionActiveV2WaiterOptions) {
		o.MinDelay, o.MaxDelay = time.Second, time.Second
	})
}

// updated waits until no update is under way.
func updated(name string) {
	waiter := lambda.NewFunctionUpdatedV2Waiter(lam, func(o *lambda.FunctionUpdatedV2WaiterOptions) {
		o.MinDelay, o.MaxDelay = time.Second, time.Second
	})
	done(waiter.Wait(ctx, &lambda.GetFunctionInput{FunctionName: &name}, patience))
}

// update sends a package, with further members.
func update(
	client *lambda.Client,
	name, data string,
	change ...func(*lambda.UpdateFunctionCodeInput),
) (*lambda.UpdateFunctionCodeOutput, error) {
	input := &lambda.UpdateFunctionCodeInput{FunctionName: &name}
	if data != "" {
		input.ZipFile = read(data)
	}
	for _, c := range change {
		c(input)
	}
	return client.UpdateFunctionCode(ctx, input)
}

func get(name string) (*lambda.GetFunctionOutput, error) {
	return other.GetFunction(ctx, &lambda.GetFunctionInput{FunctionName: &name})
}

// configuration answers a function's configuration, without what differs from call to call.
func configuration(name string) types.FunctionConfiguration {
	return *must(get(name)).Configuration
}

func download(url string) []byte {
	answer := must(http.Get(url))
	defer answer.Body.Close()
	same(answer.StatusCode, 200)
	return must(io.ReadAll(answer.Body))
}

// holdsCode fails unless the function's link gives this package.
func holdsCode(name, data string) {
	found := download(*must(get(name)).Code.Location)
	holds(bytes.Equal(found, read(data)), "other bytes")
}
