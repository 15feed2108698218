import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { NewsStack } from './news-stack.ts';

/** CDK's flags stand here, not in cdk.json, so that a run on a laptop synthesizes the very template that is deployed. */
const app = new App({
  context: {
    '@aws-cdk/core:validateAgainstDefaultRules': true,
    '@aws-cdk/core:checkSecretUsage': true,
    '@aws-cdk/core:target-partitions': ['aws'],
    '@aws-cdk/aws-iam:minimizePolicies': true,
  },
});
/** The rules of AWS Solutions, beside CDK's own validation; a run on a laptop skips both for speed. */
if (process.env.CDK_VALIDATION !== 'false') Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
new NewsStack(app, 'Broadsheet', { description: 'Broadsheet: a newsroom’s publishing pipeline' });
app.synth();
