import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openIam } from '../../infra/local/iam.ts';
import type { LocalFunction } from '../../infra/local/lambda-host.ts';
import { openHttpApi } from '../../infra/local/wiring-http-api.ts';
import { readTemplate } from './sample-stack.ts';

const servers: Server[] = [];
const asked: unknown[] = [];

afterEach(() => {
  asked.length = 0;
  for (const server of servers.splice(0)) server.close();
});

const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const lambda = {
  Type: 'AWS::Lambda::Function',
  Properties: { Code: { S3Key: 'x.zip' }, Handler: 'a', Role: arnOf('Rights') },
};
/** @param source what stands behind the API's id in the source's ARN */
const permission = (id: string, source?: string) => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: arnOf(id),
    Principal: 'apigateway.amazonaws.com',
    ...(source === undefined ? {} : { SourceArn: { 'Fn::Join': ['', [sourceArn, { Ref: 'Api' }, source]] } }),
  },
});
const sourceArn = 'arn:aws:execute-api:eu-west-1:000000000000:';

/** A template with one guarded route, as CDK writes it. */
function aTemplate(authorizer: object = {}, route: object = {}, more: object = {}) {
  return {
    Resources: {
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api', ProtocolType: 'HTTP' } },
      Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: { Ref: 'Api' }, StageName: '$default' } },
      Rights: { Type: 'AWS::IAM::Role' },
      Serve: lambda,
      Guard: lambda,
      MayServe: permission('Serve'),
      MayGuard: permission('Guard'),
      Integration: {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: {
          ApiId: { Ref: 'Api' },
          IntegrationType: 'AWS_PROXY',
          IntegrationUri: arnOf('Serve'),
          PayloadFormatVersion: '2.0',
        },
      },
      Authorizer: {
        Type: 'AWS::ApiGatewayV2::Authorizer',
        Properties: {
          ApiId: { Ref: 'Api' },
          AuthorizerType: 'REQUEST',
          AuthorizerPayloadFormatVersion: '2.0',
          AuthorizerResultTtlInSeconds: 0,
          EnableSimpleResponses: true,
          IdentitySource: ['$request.header.Authorization'],
          AuthorizerUri: {
            'Fn::Join': [
              '',
              ['arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/', arnOf('Guard'), '/invocations'],
            ],
          },
          ...authorizer,
        },
      },
      Route: {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: {
          ApiId: { Ref: 'Api' },
          RouteKey: 'GET /secret',
          Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] },
          AuthorizationType: 'CUSTOM',
          AuthorizerId: { Ref: 'Authorizer' },
          ...route,
        },
      },
      ...more,
    },
  };
}

function open(template: Record<string, unknown>) {
  const stack = readTemplate(template);
  const answers: Record<string, (event: never) => unknown> = {
    Guard: ({ headers }: { headers: Record<string, string> }) => ({
      isAuthorized: headers.authorization === 'open',
      context: { holder: 'Ana' },
    }),
    Serve: (event: { requestContext: { authorizer: unknown } }) => ({
      statusCode: 200,
      body: JSON.stringify(event.requestContext.authorizer),
    }),
  };
  const functions = new Map(
    stack.ofType('AWS::Lambda::Function').map(({ id, arn }) => {
      const invoke = async (event: unknown) => {
        asked.push(id);
        return { payload: JSON.stringify(answers[id]?.(event as never)) };
      };
      return [arn ?? '', { invoke } as unknown as LocalFunction];
    }),
  );
  return openHttpApi(stack, functions, openIam(stack, stack.place), () => {});
}

async function serve(template: Record<string, unknown>): Promise<string> {
  const api = open(template);
  const server = createServer((request, response) => void api.handle(request, response));
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret`;
}

describe('a route with an authorizer', () => {
  it('is answered for who is let in, and its function hears by whom', async () => {
    const url = await serve(aTemplate());
    const response = await fetch(url, { headers: { authorization: 'open' } });
    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 200,
      body: { lambda: { holder: 'Ana' } },
    });
    expect(asked).toEqual(['Guard', 'Serve']);
  });

  it('is shut to all others, and its function is not woken', async () => {
    const url = await serve(aTemplate());
    expect((await fetch(url)).status).toBe(401);
    expect(asked).toEqual([]);
    expect((await fetch(url, { headers: { authorization: 'shut' } })).status).toBe(403);
    expect(asked).toEqual(['Guard']);
  });

  it.each([
    ['by IAM', {}, { AuthorizationType: 'AWS_IAM' }, /GET \/secret.*AWS_IAM/],
    ['by JWT', { AuthorizerType: 'JWT' }, {}, /Authorizer.*JWT/],
    ['in the older payload', { AuthorizerPayloadFormatVersion: '1.0' }, {}, /payload format/],
    ['by policies', { EnableSimpleResponses: false }, {}, /EnableSimpleResponses/],
    ['without saying for how long', { AuthorizerResultTtlInSeconds: undefined }, {}, /how long/],
  ])('is refused at the start where it is judged %s', (_, authorizer, route, message) => {
    expect(() => open(aTemplate(authorizer, route))).toThrow(message);
  });

  it.each([
    ['an API of web sockets', 'Api', { ProtocolType: 'WEBSOCKET' }, /API Api .*WEBSOCKET/],
    ['the older payload', 'Integration', { PayloadFormatVersion: '1.0' }, /GET \/secret .*payload format/],
    ['two stages', 'Second', { StageName: 'test' }, /Second/],
  ])('is refused at the start where the template asks for %s', (_, id, properties, message) => {
    const { Resources } = aTemplate();
    const { Type, Properties } = id === 'Second' ? Resources.Stage : Resources[id as 'Api' | 'Integration'];
    const changed = { Type, Properties: { ...Properties, ...properties } };
    expect(() => open({ Resources: { ...Resources, [id]: changed } })).toThrow(message);
  });

  it('is refused at the start where the API may not wake who judges', () => {
    expect(() => open(aTemplate({}, {}, { MayGuard: permission('Serve') }))).toThrow(/Authorizer may not wake/);
  });

  it.each([
    ['the route', 'GET /secret', '/*/*/secret'],
    ['the route’s method', 'GET /secret', '/*/GET/secret'],
    ['the stage', 'GET /secret', '/$default/*'],
    ['a path with a variable', 'GET /secrets/{id}', '/*/*/secrets/{id}'],
    ['any method', 'ANY /secret', '/*/*/secret'],
    ['everything', '$default', '/*/*'],
  ])('may wake its function by a permission for %s', (_, RouteKey, source) => {
    const MayGuard = { MayGuard: permission('Guard', '/authorizers/Authorizer') };
    open(aTemplate({}, { RouteKey }, { MayServe: permission('Serve', source), ...MayGuard }));
  });

  it.each([
    ['another path', 'GET /secret', '/*/*/secrets'],
    ['another method', 'GET /secret', '/*/POST/secret'],
    ['one method of all', 'ANY /secret', '/*/GET/secret'],
    ['another stage', 'GET /secret', '/test/*'],
    ['an authorizer', 'GET /secret', '/authorizers/*'],
    ['another API', 'GET /secret', '2/*/*/secret'],
  ])('is refused at the start where the permission is for %s', (_, RouteKey, source) => {
    const template = aTemplate({}, { RouteKey }, { MayServe: permission('Serve', source) });
    expect(() => open(template)).toThrow(/The route .* may not wake .*execute-api/);
  });

  it('is refused at the start where the permission of who judges is for a route', () => {
    const template = aTemplate({}, {}, { MayGuard: permission('Guard', '/*/*/secret') });
    expect(() => open(template)).toThrow(/The authorizer Authorizer may not wake .*\/authorizers\/Authorizer/);
  });
});
