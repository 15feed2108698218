import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import {
  AccessLevel,
  AllowedMethods,
  type BehaviorOptions,
  CacheCookieBehavior,
  CacheHeaderBehavior,
  CachePolicy,
  CacheQueryStringBehavior,
  Distribution,
  type ErrorResponse,
  FunctionEventType,
  HttpVersion,
  type IOrigin,
  OriginRequestCookieBehavior,
  OriginRequestHeaderBehavior,
  OriginRequestPolicy,
  OriginRequestQueryStringBehavior,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, HttpMethods } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { FunctionName } from '../../shared/contract/environment.ts';
import { mediaPrefix, utteredPrefix } from '../../shared/contract/object-keys.ts';
import { newsroomPaths, routes } from '../../shared/contract/routes.ts';
import { acknowledge } from './acknowledge.ts';
import type { ArticleStore } from './article-store.ts';
import { fixLogicalId } from './fix-logical-id.ts';
import { mediaGate } from './media-gate.ts';
import type { NewsroomDesk } from './newsroom-desk.ts';
import { PipelineFunction } from './pipeline-function.ts';
import type { Readership } from './readership.ts';

type ReaderSiteProps = { store: ArticleStore; readership: Readership; desk: NewsroomDesk };

/** What readers reach, and the newsroom with a key: the CDN, before it the HTTP API and the media bucket. */
export class ReaderSite extends Construct {
  readonly media: Bucket;
  /** `https://…`, without a slash at its end. */
  readonly url: string;

  constructor(scope: Construct, id: string, { store, readership, desk }: ReaderSiteProps) {
    super(scope, id);
    this.media = new Bucket(this, 'Media', {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [{ id: 'uttered', prefix: utteredPrefix, expiration: Duration.days(90) }],
      // Answers the preflight of a page that sends If-None-Match; on other answers the CDN says the same.
      cors: [
        {
          allowedOrigins: ['*'],
          allowedMethods: [HttpMethods.GET, HttpMethods.HEAD],
          allowedHeaders: ['*'],
          maxAge: 86_400,
        },
      ],
    });
    fixLogicalId(this.media, 'Media');
    acknowledge(this.media, { 'AwsSolutions-S1': 'Only the CDN reads it.' });

    const api = this.#api();
    const distribution = this.#distribution(api);
    this.url = `https://${distribution.distributionDomainName}`;
    this.#answers(api, store, readership, desk);
  }

  /** Lets a function put articles' audio and pictures where readers get them, and take them away. */
  mediaMadeBy(maker: PipelineFunction<FunctionName>): void {
    this.mediaClosedBy(maker);
    maker.allow(['s3:GetObject', 's3:PutObject'], this.#mediaObjects());
  }

  /** Lets a function take away what must not open any more. */
  mediaClosedBy(closer: PipelineFunction<FunctionName>): void {
    closer.allow(['s3:DeleteObject'], this.#mediaObjects());
    closer.allow(['s3:ListBucket'], [this.media.bucketArn]);
    acknowledge(closer, {
      [`AwsSolutions-IAM5[Resource::<Media.Arn>/${mediaPrefix}narrations/*]`]: 'Recordings are named by their content.',
      [`AwsSolutions-IAM5[Resource::<Media.Arn>/${mediaPrefix}images/*]`]: 'Pictures are named by their content.',
    });
  }

  /** Lets a function keep what Polly has said, find it again, and forget what was said wrong. */
  utteredBy(narrator: PipelineFunction<FunctionName>): void {
    narrator.allow(
      ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      [this.media.arnForObjects(`${utteredPrefix}*`)],
    );
    acknowledge(narrator, {
      [`AwsSolutions-IAM5[Resource::<Media.Arn>/${utteredPrefix}*]`]: 'What was said is named by its sound.',
    });
  }

  #mediaObjects(): string[] {
    return ['narrations/*', 'images/*'].map((each) => this.media.arnForObjects(`${mediaPrefix}${each}`));
  }

  #api(): HttpApi {
    const api = new HttpApi(this, 'Api', {
      createDefaultStage: false,
      corsPreflight: {
        allowOrigins: ['*'],
        allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.HEAD, CorsHttpMethod.POST],
        // Without `authorization`: no page in a browser may speak with a newsroom key.
        allowHeaders: ['content-type', 'if-none-match'],
        exposeHeaders: ['etag'],
        maxAge: Duration.days(1),
      },
    });
    fixLogicalId(api, 'Api');
    acknowledge(api, { 'AwsSolutions-APIG4': 'Reading the news needs no credentials.' });
    const logs = new LogGroup(this, 'ApiLogs', {
      retention: RetentionDays.TWO_WEEKS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: 5000, burstLimit: 5000 },
      accessLogSettings: { destination: new LogGroupLogDestination(logs) },
    });
    return api;
  }

  /**
   * The functions behind the API's routes. They come after the distribution, whose address they may know: it needs the API
   * and none of its routes, so that there is no circle (docs/adr/0016-feeds-know-their-address.md).
   */
  #answers(api: HttpApi, store: ArticleStore, readership: Readership, desk: NewsroomDesk): void {
    const serve = new PipelineFunction(this, {
      name: 'serve-api',
      memory: 1024,
      timeout: Duration.seconds(10),
      environment: {
        ARTICLES_TABLE: store.table.tableName,
        READERSHIP_TABLE: readership.table.tableName,
        SITE_URL: this.url,
      },
    });
    serve.allow(['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:BatchGetItem'], [store.table.tableArn]);
    serve.allow(['dynamodb:GetItem'], [readership.table.tableArn]);
    const integrations = {
      'serve-api': new HttpLambdaIntegration('ServeApi', serve.lambda),
      'record-view': new HttpLambdaIntegration('RecordView', readership.recordView.lambda),
      'serve-newsroom': new HttpLambdaIntegration('ServeNewsroom', desk.serve.lambda),
    };
    for (const [key, name] of Object.entries(routes)) {
      const [method, path] = key.split(' ');
      const route = new HttpRoute(this, key, {
        httpApi: api,
        integration: integrations[name],
        ...(name === 'serve-newsroom' ? { authorizer: desk.authorizer } : {}),
        routeKey:
          path === undefined
            ? HttpRouteKey.DEFAULT
            : HttpRouteKey.with(path, HttpMethod[method as keyof typeof HttpMethod]),
      });
      if (name !== 'serve-newsroom')
        acknowledge(route, { 'AwsSolutions-APIG4': 'Reading the news needs no credentials.' });
    }
  }

  #distribution(api: HttpApi): Distribution {
    const cache = new CachePolicy(this, 'ReadCache', {
      comment: 'As long as the origin says; nothing unless it says so',
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.seconds(0),
      maxTtl: Duration.days(1),
      queryStringBehavior: CacheQueryStringBehavior.all(),
      headerBehavior: CacheHeaderBehavior.none(),
      cookieBehavior: CacheCookieBehavior.none(),
      enableAcceptEncodingGzip: true,
    });
    const toApi = new OriginRequestPolicy(this, 'ToApi', {
      comment: 'What the API needs to know of the reader',
      headerBehavior: OriginRequestHeaderBehavior.allowList(
        'Access-Control-Request-Headers',
        'Access-Control-Request-Method',
        'User-Agent',
        'CloudFront-Viewer-Address',
        'Origin',
        'Accept',
      ),
      queryStringBehavior: OriginRequestQueryStringBehavior.all(),
      cookieBehavior: OriginRequestCookieBehavior.none(),
    });
    const forPages = new ResponseHeadersPolicy(this, 'MediaForPages', {
      comment: 'Pages of any origin may read media, and what says which part or version they have',
      corsBehavior: {
        accessControlAllowOrigins: ['*'],
        accessControlAllowMethods: ['GET', 'HEAD', 'OPTIONS'],
        accessControlAllowHeaders: ['*'],
        accessControlExposeHeaders: ['ETag', 'Content-Range', 'Accept-Ranges', 'Content-Length', 'Last-Modified'],
        accessControlAllowCredentials: false,
        originOverride: true,
      },
    });
    const apiOrigin = new HttpOrigin(`${api.apiId}.execute-api.${api.stack.region}.${api.stack.urlSuffix}`);
    const distribution = new Distribution(this, 'Site', {
      comment: 'Broadsheet',
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: {
        origin: apiOrigin,
        allowedMethods: AllowedMethods.ALLOW_ALL,
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cachePolicy: cache,
        originRequestPolicy: toApi,
        // What is cached was perhaps asked for without an Origin, and then has no such header.
        responseHeadersPolicy: ResponseHeadersPolicy.CORS_ALLOW_ALL_ORIGINS,
      },
      additionalBehaviors: {
        [`/${mediaPrefix}*`]: {
          // Without leave to list, S3 answers 403 for what is not there.
          origin: S3BucketOrigin.withOriginAccessControl(this.media, {
            originAccessLevels: [AccessLevel.READ, AccessLevel.LIST],
          }),
          viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
          allowedMethods: AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
          cachePolicy: CachePolicy.CACHING_OPTIMIZED,
          originRequestPolicy: OriginRequestPolicy.CORS_S3_ORIGIN,
          responseHeadersPolicy: forPages,
          functionAssociations: [{ function: mediaGate(this), eventType: FunctionEventType.VIEWER_REQUEST }],
        },
        ...Object.fromEntries(newsroomPaths.map((path) => [path, toNewsroom(apiOrigin)])),
      },
      errorResponses: errorsKeptBriefly(),
    });
    fixLogicalId(distribution, 'Site');
    acknowledge(distribution, {
      'AwsSolutions-CFR1': 'News is for readers everywhere.',
      'AwsSolutions-CFR2': 'The API is throttled; a firewall is the newsroom’s choice and costs money when idle.',
      'AwsSolutions-CFR3': 'Readers’ addresses are not kept.',
      'Annotation::@aws-cdk/aws-cloudfront-origins:listBucketSecurityRisk':
        'Only paths below /media/ reach the bucket, and none of them lists it.',
      'AwsSolutions-CFR4': 'The newsroom brings its own domain and certificate; the default one is CloudFront’s.',
    });
    return distribution;
  }
}

/** The newsroom's routes: nothing is kept, the key goes through, and no page of another origin is let in. */
function toNewsroom(origin: IOrigin): BehaviorOptions {
  return {
    origin,
    allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
    viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    cachePolicy: CachePolicy.CACHING_DISABLED,
    originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
  };
}

/**
 * CloudFront keeps errors for ten seconds, whatever the origin and the cache policy say, and by the path alone where
 * nothing else is cached: an article would open late, and one holder's “no such receipt” would answer another question.
 */
function errorsKeptBriefly(): ErrorResponse[] {
  const seconds = { 400: 0, 403: 0, 404: 0, 500: 1, 502: 1, 503: 1, 504: 1 };
  return Object.entries(seconds).map(([status, ttl]) => ({ httpStatus: Number(status), ttl: Duration.seconds(ttl) }));
}
