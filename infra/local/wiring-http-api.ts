import { httpApi } from './http-api.ts';
import type { AuthorizerSettings, Invoke } from './http-api-authorizer.ts';
import type { CorsSettings } from './http-api-cors.ts';
import type { Iam } from './iam.ts';
import type { Resource, Stack } from './template.ts';
import { type Functions, hosted, type Log } from './wiring.ts';

/** The properties that are read here, as CloudFormation shapes them. */
type IntegrationProperties = {
  IntegrationType: string;
  IntegrationUri: string;
  PayloadFormatVersion?: string;
  TimeoutInMillis?: number;
};
type RouteProperties = {
  ApiId: string;
  RouteKey: string;
  Target: string;
  AuthorizationType?: string;
  AuthorizerId?: string;
};
type AuthorizerProperties = {
  AuthorizerType: string;
  AuthorizerUri?: string;
  AuthorizerPayloadFormatVersion?: string;
  AuthorizerResultTtlInSeconds?: number;
  EnableSimpleResponses?: boolean;
  IdentitySource?: string[];
};
type StageProperties = {
  ApiId: string;
  StageName: string;
  DefaultRouteSettings?: { ThrottlingRateLimit?: number; ThrottlingBurstLimit?: number };
};
type CorsConfiguration = {
  AllowOrigins?: string[];
  AllowMethods?: string[];
  AllowHeaders?: string[];
  ExposeHeaders?: string[];
  AllowCredentials?: boolean;
  MaxAge?: number;
};

type Wiring = { stack: Stack; functions: Functions; iam: Iam; api: Resource };

/** The one HTTP API of the stack. Each route may wake its function only if a permission of the stack says so. */
export function openHttpApi(stack: Stack, functions: Functions, iam: Iam, log: Log): ReturnType<typeof httpApi> {
  const [api, ...others] = stack.ofType('AWS::ApiGatewayV2::Api');
  if (api === undefined || others.length > 0) throw new Error('The local host serves exactly one HTTP API.');
  const protocol = String(api.properties.ProtocolType);
  if (protocol !== 'HTTP')
    throw new Error(`The API ${api.id} is of the protocol ${protocol}, which is not emulated here.`);
  const [stage, ...more] = stack.ofType('AWS::ApiGatewayV2::Stage');
  if (stage === undefined) throw new Error(`The API ${api.id} has no stage.`);
  if (more.length > 0) throw new Error(`The API ${api.id} has further stages: ${more.map(({ id }) => id).join(', ')}.`);
  const { StageName, DefaultRouteSettings } = stage.properties as StageProperties;
  const wiring = { stack, functions, iam, api };
  const rateLimit = DefaultRouteSettings?.ThrottlingRateLimit;
  const burstLimit = DefaultRouteSettings?.ThrottlingBurstLimit;
  const routes = stack.ofType('AWS::ApiGatewayV2::Route').map((route) => {
    const { RouteKey, Target } = route.properties as RouteProperties;
    const authorizer = authorizerOf(wiring, route.properties as RouteProperties);
    const integration = stack.byId(Target.replace(/^integrations\//, '')).properties as IntegrationProperties;
    if (integration.IntegrationType !== 'AWS_PROXY') {
      throw new Error(`The route ${RouteKey} has an integration of the type ${integration.IntegrationType}.`);
    }
    if (integration.PayloadFormatVersion !== '2.0') {
      throw new Error(`The route ${RouteKey} has another payload format than 2.0, which is not emulated here.`);
    }
    // `GET/v1/articles/{id}`; for ANY the permission must be for every method.
    const source = `${StageName}/${RouteKey.replace(' ', '')}`;
    const invoke = permitted(wiring, integration.IntegrationUri, source, `The route ${RouteKey}`);
    const timeout = integration.TimeoutInMillis;
    return {
      routeKey: RouteKey,
      invoke,
      ...(authorizer === undefined ? {} : { authorizer }),
      ...(timeout === undefined ? {} : { timeoutMs: timeout }),
    };
  });
  const cors = corsOf(api.properties.CorsConfiguration as CorsConfiguration | undefined);
  return httpApi({
    apiId: api.name,
    region: stack.place.region,
    account: stack.place.account,
    stageName: StageName,
    routes,
    ...(cors === undefined ? {} : { cors }),
    ...(rateLimit === undefined || burstLimit === undefined ? {} : { throttle: { rateLimit, burstLimit } }),
    log: (text) => log(api.name, text),
  });
}

/** Who judges the requests of a route. Verdicts of simple responses arrive in payload format 2.0 alone, as ours do. */
function authorizerOf(wiring: Wiring, route: RouteProperties): AuthorizerSettings | undefined {
  const { RouteKey, AuthorizationType = 'NONE', AuthorizerId } = route;
  if (AuthorizationType === 'NONE') return undefined;
  if (AuthorizationType !== 'CUSTOM' || AuthorizerId === undefined) {
    throw new Error(`The route ${RouteKey} is authorized by ${AuthorizationType}, which is not emulated here.`);
  }
  const authorizer = wiring.stack.byId(AuthorizerId);
  const properties = authorizer.properties as AuthorizerProperties;
  const uri = properties.AuthorizerUri ?? '';
  const [, functionArn] = /:lambda:path\/[^/]+\/functions\/(.+)\/invocations$/.exec(uri) ?? [];
  if (properties.AuthorizerType !== 'REQUEST' || functionArn === undefined) {
    throw new Error(
      `The authorizer ${authorizer.id} is of the type ${properties.AuthorizerType}, which is not emulated here.`,
    );
  }
  if (properties.AuthorizerPayloadFormatVersion !== '2.0') {
    throw new Error(
      `The authorizer ${authorizer.id} is asked in another payload format than 2.0, which is not emulated here.`,
    );
  }
  const ttlSeconds = properties.AuthorizerResultTtlInSeconds;
  if (ttlSeconds === undefined)
    throw new Error(`The authorizer ${authorizer.id} does not say how long its verdicts are kept (0 for not at all).`);
  return {
    type: 'REQUEST',
    name: authorizer.id,
    invoke: permitted(wiring, functionArn, `authorizers/${authorizer.ref}`, `The authorizer ${authorizer.id}`),
    identitySource: properties.IdentitySource ?? [],
    ttlSeconds,
    simpleResponses: properties.EnableSimpleResponses ?? false,
  };
}

/** @param source who wakes it: what stands behind the API's id in the ARN that API Gateway gives Lambda as its source */
function permitted({ stack, functions, iam, api }: Wiring, functionArn: string, source: string, who: string): Invoke {
  const { region, account } = stack.place;
  const sourceArn = `arn:aws:execute-api:${region}:${account}:${api.name}/${source}`;
  if (!iam.mayServiceDo('apigateway.amazonaws.com', 'lambda:InvokeFunction', functionArn, sourceArn)) {
    throw new Error(`${who} may not wake ${functionArn}: the stack has no permission that covers ${sourceArn}.`);
  }
  const target = hosted(functions, functionArn);
  return (event) => target.invoke(event);
}

function corsOf(cors: CorsConfiguration | undefined): CorsSettings | undefined {
  if (cors === undefined) return undefined;
  return {
    allowOrigins: cors.AllowOrigins ?? [],
    allowMethods: cors.AllowMethods ?? [],
    allowHeaders: cors.AllowHeaders ?? [],
    exposeHeaders: cors.ExposeHeaders ?? [],
    allowCredentials: cors.AllowCredentials ?? false,
    ...(cors.MaxAge === undefined ? {} : { maxAge: cors.MaxAge }),
  };
}
