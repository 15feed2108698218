import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readStack, type Stack } from '../../infra/local/template.ts';
import { RULES } from '../../infra/local/template-attributes.ts';
import { HOSTED, LEFT_OUT } from '../../infra/local/template-types.ts';
import { PLACE, readTemplate, synthesizeSample } from './sample-stack.ts';

const queue = { Type: 'AWS::SQS::Queue' };

/** The value of a property under test, put into a queue beside two other resources. */
function resolve(value: unknown, template: Record<string, unknown> = {}): unknown {
  const Paper = { ...queue, Properties: { RedrivePolicy: value } };
  const Resources = { Paper, Desk: queue, ...Object(template.Resources) };
  return readTemplate({ ...template, Resources }).byId('Paper').properties.RedrivePolicy;
}

describe('A synthesized stack', () => {
  let stack: Stack;
  let sample: ReturnType<typeof synthesizeSample>;
  beforeAll(() => {
    sample = synthesizeSample();
    stack = readStack(sample.cdkOut, 'Sample', PLACE);
  });

  it('gives a function the local names and addresses of everything that it uses', () => {
    expect(stack.byId(functionId(stack, 'IngestArticle')).properties.Environment).toEqual({
      Variables: {
        QUEUE: 'http://127.0.0.1:4566/000000000000/sample-uploads',
        ORDERED: 'http://127.0.0.1:4566/000000000000/sample-ordered.fifo',
        TOPIC: 'arn:aws:sns:eu-west-1:000000000000:sample-news',
        TABLE: 'sample-articles',
        BUCKET: 'sample-media',
        MORGUE: 'arn:aws:s3:::the-morgue',
        SITE: 'http://127.0.0.1:8080',
        PAGE: 'see http://127.0.0.1:8080/en/news.',
        API: 'http://127.0.0.1:8080',
        DOMAIN: 'sample-site.cloudfront.net',
      },
    });
  });

  it('names its functions by their logical ids', () => {
    expect(stack.ofType('AWS::Lambda::Function').map(({ ref, arn }) => [ref, arn])).toContainEqual([
      'sample-ingest-article',
      'arn:aws:lambda:eu-west-1:000000000000:function:sample-ingest-article',
    ]);
  });

  it('has the directory of a function’s code', () => {
    const { Code } = stack.byId(functionId(stack, 'IngestArticle')).properties;
    const directory = stack.assetDirectory((Code as { S3Key: string }).S3Key);
    expect(readFileSync(path.join(directory, 'index.mjs'), 'utf8')).toContain('read all about it');
  });

  it('keeps the bare domains by which the CDN tells its origins', () => {
    const [site] = stack.ofType('AWS::CloudFront::Distribution');
    const { Origins } = site!.properties.DistributionConfig as { Origins: { DomainName: string }[] };
    expect(Origins.map(({ DomainName }) => stack.isApiDomain(DomainName))).toEqual([true, false]);
    expect(Origins.map(({ DomainName }) => stack.bucketOfDomain(DomainName))).toEqual([undefined, 'sample-media']);
  });

  it('points routes at integrations, and redrive policies at queues, that it has', () => {
    const [route] = stack.ofType('AWS::ApiGatewayV2::Route');
    const [integration] = stack.ofType('AWS::ApiGatewayV2::Integration');
    expect(route?.properties.Target).toBe(`integrations/${integration?.ref}`);
    const uploads = stack.byRef('http://127.0.0.1:4566/000000000000/sample-uploads');
    const { deadLetterTargetArn } = uploads!.properties.RedrivePolicy as { deadLetterTargetArn: string };
    expect(stack.byArn(deadLetterTargetArn)?.name).toBe('sample-dead-letters');
  });

  it('has its outputs', () => {
    expect(stack.outputs).toMatchObject({ SiteUrl: 'http://127.0.0.1:8080' });
  });

  it('leaves out what has no meaning on this computer', () => {
    const types = new Set<string>(stack.resources.map(({ type }) => type));
    expect(types).not.toContain('AWS::CloudWatch::Alarm');
    expect(types).not.toContain('AWS::KMS::Key');
  });

  it('has the same names at every reading', () => {
    const again = readStack(sample.cdkOut, 'Sample', PLACE);
    expect(again.resources).toEqual(stack.resources);
  });

  it('is asked for by its name', () => {
    expect(() => readStack(sample.cdkOut, 'Simple', PLACE)).toThrow(/no stack Simple; its stacks: Sample/);
    expect(() => readStack('/nowhere', 'Sample', PLACE)).toThrow(/synthesize the app first/);
    expect(() => stack.assetDirectory('missing.zip')).toThrow(/no asset missing\.zip/);
  });
});

describe('An intrinsic function', () => {
  const conditions = {
    Conditions: {
      Yes: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] },
      No: { 'Fn::Not': [{ Condition: 'Yes' }] },
      Both: { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] },
      Either: { 'Fn::Or': [{ Condition: 'Yes' }, { Condition: 'No' }] },
    },
  };
  const mappings = { Mappings: { Voices: { 'eu-west-1': { english: 'Amy' } } } };
  const parameters = {
    Parameters: {
      Title: { Type: 'String', Default: 'Broadsheet' },
      Editions: { Type: 'CommaDelimitedList', Default: 'en, es,ar' },
      Missing: { Type: 'String' },
      Bootstrap: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/version' },
    },
  };

  it.each<[string, unknown, unknown]>([
    ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-west-1'],
    ['Ref of a parameter', { Ref: 'Title' }, 'Broadsheet'],
    ['Ref of a list parameter', { Ref: 'Editions' }, ['en', 'es', 'ar']],
    ['Ref of a resource', { Ref: 'Desk' }, 'http://127.0.0.1:4566/000000000000/sample-desk'],
    ['GetAtt', { 'Fn::GetAtt': ['Desk', 'QueueName'] }, 'sample-desk'],
    ['GetAtt in one text', { 'Fn::GetAtt': 'Desk.Arn' }, 'arn:aws:sqs:eu-west-1:000000000000:sample-desk'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Title' }, { Ref: 'AWS::NoValue' }, 3]] }, 'a-Broadsheet-3'],
    ['Join of a list', { 'Fn::Join': ['+', { Ref: 'Editions' }] }, 'en+es+ar'],
    ['Sub', { 'Fn::Sub': sub('in <AWS::Region>: <Desk.QueueName> <!own>') }, sub('in eu-west-1: sample-desk <own>')],
    ['Sub with variables', { 'Fn::Sub': [sub('<a>/<Title>'), { a: { Ref: 'AWS::Partition' } }] }, 'aws/Broadsheet'],
    ['Select of Split', { 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
    ['If that holds', { 'Fn::If': ['Either', 'one', { Ref: 'Nowhere' }] }, 'one'],
    ['If that does not hold', { 'Fn::If': ['Both', 'one', 'two'] }, 'two'],
    ['FindInMap', { 'Fn::FindInMap': ['Voices', { Ref: 'AWS::Region' }, 'english'] }, 'Amy'],
    ['FindInMap with a default', { 'Fn::FindInMap': ['Voices', 'x', 'y', { DefaultValue: 'Joanna' }] }, 'Joanna'],
    ['Base64', { 'Fn::Base64': { Ref: 'Title' } }, 'QnJvYWRzaGVldA=='],
    ['ToJsonString', { 'Fn::ToJsonString': { a: [{ Ref: 'Title' }] } }, '{"a":["Broadsheet"]}'],
    ['Length', { 'Fn::Length': { Ref: 'Editions' } }, 3],
    ['NoValue', { a: 1, b: { Ref: 'AWS::NoValue' }, c: ['x', { Ref: 'AWS::NoValue' }] }, { a: 1, c: ['x'] }],
    ['a NoValue chosen', { a: { 'Fn::If': ['No', 1, { Ref: 'AWS::NoValue' }] } }, {}],
    ['a word Ref of the value’s own', { Ref: 'chapter', Page: 2 }, { Ref: 'chapter', Page: 2 }],
    ['none', { a: [1, 'b', null, false] }, { a: [1, 'b', null, false] }],
  ])('is resolved: %s', (_, value, expected) => {
    expect(resolve(value, { ...conditions, ...mappings, ...parameters })).toEqual(expected);
  });

  it.each<[string, unknown, RegExp]>([
    ['an unknown function', { 'Fn::Rot13': 'x' }, /Paper.*Fn::Rot13.*does not know/],
    ['a macro', { 'Fn::Transform': {} }, /macros/],
    ['an import', { 'Fn::ImportValue': 'x' }, /the other stack is not hosted/],
    ['a resource that is not there', { Ref: 'Nowhere' }, /Paper.*"Ref":"Nowhere".*no resource or parameter Nowhere/],
    ['a pseudo parameter that does not exist', { Ref: 'AWS::Nonsense' }, /no pseudo parameter/],
    [
      'an attribute that is not known',
      { 'Fn::GetAtt': ['Desk', 'Owner'] },
      /Paper.*attribute Owner of Desk \(AWS::SQS::Queue\)/,
    ],
    ['an attribute named like a method', { 'Fn::GetAtt': ['Desk', 'constructor'] }, /is not known here/],
    ['a parameter without a value', { Ref: 'Missing' }, /Missing has no default value/],
    ['a parameter in SSM', { Ref: 'Bootstrap' }, /lies in the SSM/],
    ['a Ref that means nothing', { Ref: 'Rights' }, /Ref of Rights \(AWS::IAM::Policy\) is not known/],
    ['a position outside of the list', { 'Fn::Select': [3, ['a']] }, /no item 3 in a list of 1/],
    ['an entry that the mapping does not have', { 'Fn::FindInMap': ['Voices', 'x', 'y'] }, /no x\.y/],
    ['a condition that is not there', { 'Fn::If': ['Perhaps', 1, 2] }, /no condition Perhaps/],
    ['a function among other keys', { 'Fn::Sub': 'x', more: 1 }, /stands alone/],
    ['a Join of what is no text', { 'Fn::Join': ['', [{ a: 1 }]] }, /a text is needed/],
    ['a secret', 'key={{resolve:secretsmanager:x}}', /Secrets Manager/],
  ])('is refused with the resource and the reason: %s', (_, value, message) => {
    const Resources = { Rights: { Type: 'AWS::IAM::Policy' } };
    expect(() => resolve(value, { ...conditions, ...mappings, ...parameters, Resources })).toThrow(message);
  });

  it('is refused where a condition or a name goes in a circle', () => {
    const circle = { Conditions: { A: { Condition: 'B' }, B: { Condition: 'A' } } };
    expect(() => resolve({ 'Fn::If': ['A', 1, 2] }, circle)).toThrow(/depends on itself/);
    const Resources = {
      One: { ...queue, Properties: { QueueName: { 'Fn::GetAtt': ['Two', 'QueueName'] } } },
      Two: { ...queue, Properties: { QueueName: { 'Fn::GetAtt': ['One', 'QueueName'] } } },
    };
    expect(() => readTemplate({ Resources })).toThrow(/depends on itself/);
  });

  it('is refused where it points at a resource that is not made', () => {
    const Resources = { Ghost: { ...queue, Condition: 'No' } };
    expect(() => resolve({ Ref: 'Ghost' }, { ...conditions, Resources })).toThrow(/Ghost is not made/);
  });

  it('Join and Split undo one another', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string().filter((text) => !text.includes('|') && !text.includes('{{resolve:'))),
        (words) => {
          const joined = { 'Fn::Join': ['|', words] };
          expect(resolve({ 'Fn::Split': ['|', joined] })).toEqual(words.length === 0 ? [''] : words);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('A name', () => {
  it('is the given one', () => {
    const Resources = { A: { ...queue, Properties: { QueueName: { 'Fn::Sub': sub('<AWS::StackName>-Own') } } } };
    expect(readTemplate({ Resources }).byId('A').name).toBe('Sample-Own');
  });

  it('drops CDK’s hash, but where two resources of a type would then be called alike', () => {
    const Resources = {
      NewsDesk0A1B2C3D: queue,
      DeskNews11112222: queue,
      DeskNewsAAAABBBB: queue,
      Desk12345678: { Type: 'AWS::SNS::Topic' },
    };
    const names = readTemplate({ Resources }).resources.map(({ name }) => name);
    expect(names).toEqual([
      'sample-news-desk',
      'sample-desk-news-11112222',
      'sample-desk-news-aaaabbbb',
      'sample-desk',
    ]);
  });

  it('fits into what the service allows, and stays one’s own', () => {
    const long = 'VeryLong'.repeat(12);
    const Resources = { [`${long}A`]: { Type: 'AWS::S3::Bucket' }, [`${long}B`]: { Type: 'AWS::S3::Bucket' } };
    const names = readTemplate({ Resources }).resources.map(({ name }) => name);
    for (const name of names) expect(name).toMatch(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
    expect(new Set(names).size).toBe(2);
  });

  it('is refused where two resources of a service have it', () => {
    const named = { ...queue, Properties: { QueueName: 'sample-desk' } };
    expect(() => readTemplate({ Resources: { Desk: queue, Other: named } })).toThrow(/Desk and Other are both called/);
  });
});

describe('A resource', () => {
  it('of an unknown type is an error that names it and the list of the known ones', () => {
    const Resources = { Box: { Type: 'AWS::EC2::Instance' }, Custom: { Type: 'Custom::Thing' } };
    expect(() => readTemplate({ Resources })).toThrow(
      /AWS::EC2::Instance \(Box\), Custom::Thing \(Custom\).*infra\/local\/template-types\.ts/,
    );
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['AWS::SQS::Queue', { VisibilityTimeout: 5, Weather: 'fair' }, /do with Weather of Odd \(AWS::SQS::Queue\)\./],
    ['AWS::Lambda::Function', { Layers: [], Code: { ZipFile: 'x' } }, /Layers of Odd .*, Code\.ZipFile of Odd /],
    ['AWS::S3::Bucket', { NotificationConfiguration: { LambdaConfigurations: [] } }, /n\.LambdaConfigurations of Odd/],
    ['AWS::S3::Bucket', { LifecycleConfiguration: { Rules: [{ TagFilters: [] }] } }, /n\.Rules\.TagFilters of Odd/],
    ['AWS::Scheduler::Schedule', { Target: { DeadLetterConfig: {} } }, /Target\.DeadLetterConfig of Odd/],
    ['AWS::CloudFront::Function', { Weather: 'fair' }, /Weather of Odd/],
  ])('of the type %s with a property that is not known is an error that names both', (Type, Properties, message) => {
    expect(() => readTemplate({ Resources: { Odd: { Type, Properties }, Fine: queue } })).toThrow(message);
  });

  it('may have what is left out, and whatever stands within a property that is read', () => {
    const Odd = {
      Type: 'AWS::S3::Bucket',
      Properties: {
        BucketEncryption: { Any: 'thing' },
        CorsConfiguration: { CorsRules: [{ Id: 'any' }] },
        LifecycleConfiguration: { Rules: [{ Id: 'one' }, { Status: 'Enabled' }] },
        WebsiteConfiguration: { Ref: 'AWS::NoValue' },
      },
    };
    expect(readTemplate({ Resources: { Odd } }).byId('Odd').properties).toHaveProperty('BucketEncryption');
  });

  it('whose condition does not hold is not there, whatever it sets', () => {
    const Conditions = { Never: { 'Fn::Equals': ['a', 'b'] } };
    const Resources = { A: { ...queue, Condition: 'Never', Properties: { Weather: 'fair' } }, B: queue };
    expect(readTemplate({ Conditions, Resources }).resources.map(({ id }) => id)).toEqual(['B']);
  });

  it('of a template with macros is not guessed at', () => {
    expect(() => readTemplate({ Transform: 'AWS::Serverless-2016-10-31' })).toThrow(/macros/);
  });

  it('type is either hosted or left out for a reason, and its references are known', () => {
    const both = [...Object.keys(HOSTED), ...Object.keys(LEFT_OUT)];
    expect(new Set(both).size).toBe(both.length);
    expect(Object.keys(RULES).sort()).toEqual(both.sort());
  });

  it('type has no property that is both read and left out', () => {
    for (const [type, { reads, absent }] of Object.entries(HOSTED)) {
      const all = `${reads} ${absent}`.split(/\s+/).filter((name) => name !== '');
      expect({ type, twice: all.filter((name, index) => all.indexOf(name) < index) }).toEqual({ type, twice: [] });
    }
  });
});

function functionId(stack: Stack, prefix: string): string {
  return String(stack.ofType('AWS::Lambda::Function').find(({ id }) => id.startsWith(prefix))?.id);
}

/** Writes a variable of Fn::Sub for each name in angle brackets. */
function sub(text: string): string {
  return text.replace(/<([^>]+)>/g, '$${$1}');
}
