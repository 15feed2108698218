import { Duration } from 'aws-cdk-lib';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { ArticleStore } from './article-store.ts';
import { keptTable } from './kept-table.ts';
import { PipelineFunction } from './pipeline-function.ts';

type NewsroomDeskProps = { store: ArticleStore };

/** What only the newsroom may ask: the keys, who judges them, and who answers. */
export class NewsroomDesk extends Construct {
  readonly keys: TableV2;
  readonly authorizer: HttpLambdaAuthorizer;
  readonly serve: PipelineFunction<'serve-newsroom'>;

  constructor(scope: Construct, id: string, { store }: NewsroomDeskProps) {
    super(scope, id);
    // A table of its own: no function that reads articles can see a hash.
    this.keys = keptTable(this, 'NewsroomKeys');
    const authorize = new PipelineFunction(this, {
      name: 'authorize-newsroom',
      memory: 512,
      timeout: Duration.seconds(5),
      environment: { NEWSROOM_KEYS_TABLE: this.keys.tableName },
    });
    authorize.allow(['dynamodb:GetItem'], [this.keys.tableArn]);
    this.authorizer = new HttpLambdaAuthorizer('NewsroomAuthorizer', authorize.lambda, {
      authorizerName: 'newsroom-keys',
      responseTypes: [HttpLambdaResponseType.SIMPLE],
      identitySource: ['$request.header.Authorization'],
      // So long a revoked key may still open; without it each request would wake the function twice.
      resultsCacheTtl: Duration.seconds(60),
    });

    this.serve = new PipelineFunction(this, {
      name: 'serve-newsroom',
      memory: 512,
      timeout: Duration.seconds(10),
      environment: { ARTICLES_TABLE: store.table.tableName },
    });
    this.serve.allow(['dynamodb:Query'], [store.table.tableArn]);
  }
}
