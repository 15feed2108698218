import {
  apiDomain,
  distributionDomain,
  type Named,
  PARTITION,
  type Place,
  RULES,
  type Rule,
  URL_SUFFIX,
} from './template-attributes.ts';
import { TemplateError } from './template-error.ts';
import { nameResources } from './template-names.ts';
import { isKnown } from './template-types.ts';
import { addressesOf, asList, asRecord, asText, publish, refusal } from './template-values.ts';

export type TemplateResource = { Type: string; Properties?: Record<string, unknown>; Condition?: string };

/** A CloudFormation template in JSON, as far as it is read. */
export type Template = {
  Resources: Record<string, TemplateResource>;
  Parameters?: Record<string, { Type: string; Default?: unknown }>;
  Conditions?: Record<string, unknown>;
  Mappings?: Record<string, Record<string, Record<string, unknown>>>;
  Outputs?: Record<string, { Value: unknown; Condition?: string }>;
  Transform?: unknown;
};

type Intrinsic = (argument: unknown, where: string) => unknown;

const NO_VALUE = Symbol('AWS::NoValue');
/** Only what a stack with a network needs, or another stack: there is none here. */
const REFUSED: Record<string, string> = {
  'Fn::Cidr': 'networks are not hosted',
  'Fn::GetAZs': 'networks are not hosted',
  'Fn::ImportValue': 'the other stack is not hosted; pass the value in within one stack',
  'Fn::Transform': 'macros run in an AWS account only',
};

/**
 * Gives every reference of a template its local value. Throws a TemplateError on everything that it does not know, with
 * the resource, the intrinsic and the reason: a wrong value would fail much later and much less clearly.
 */
export class Resolver {
  readonly #template: Template;
  readonly #place: Place;
  readonly #generated: Map<string, string>;
  readonly #names = new Map<string, string>();
  readonly #naming = new Set<string>();
  readonly #conditions = new Map<string, boolean | 'deciding'>();
  readonly #pseudo: Record<string, unknown>;
  readonly #intrinsics: Record<string, Intrinsic>;
  #publicAddresses: RegExp | undefined;

  constructor(template: Template, place: Place) {
    this.#template = template;
    this.#place = place;
    this.#pseudo = {
      'AWS::AccountId': place.account,
      'AWS::Region': place.region,
      'AWS::Partition': PARTITION,
      'AWS::URLSuffix': URL_SUFFIX,
      'AWS::StackName': place.stackName,
      'AWS::StackId': `arn:${PARTITION}:cloudformation:${place.region}:${place.account}:stack/${place.stackName}/local`,
      'AWS::NotificationARNs': [],
      'AWS::NoValue': NO_VALUE,
    };
    this.#generated = nameResources(
      place.stackName,
      Object.entries(template.Resources).map(([id, { Type, Properties }]) => {
        const { longest = 64, space = Type } = rule(Type);
        const fifo = Properties?.FifoQueue === true || Properties?.FifoTopic === true;
        return { id, space, longest, ending: fifo ? '.fifo' : '' };
      }),
    );
    this.#intrinsics = {
      Ref: (argument, where) => this.#ref(asText(argument, where), where),
      'Fn::GetAtt': (argument, where) => this.#getAttArgument(argument, where),
      'Fn::Join': (argument, where) => this.#join(argument, where),
      'Fn::Sub': (argument, where) => this.#sub(argument, where),
      'Fn::Select': (argument, where) => this.#select(argument, where),
      'Fn::Split': (argument, where) => this.#split(argument, where),
      'Fn::If': (argument, where) => this.#if(argument, where),
      'Fn::FindInMap': (argument, where) => this.#findInMap(argument, where),
      'Fn::Base64': (argument, where) => Buffer.from(asText(this.resolve(argument, where), where)).toString('base64'),
      'Fn::ToJsonString': (argument, where) => JSON.stringify(this.resolve(argument, where)),
      'Fn::Length': (argument, where) => asList(this.#evaluate(argument, where), where).length,
    };
  }

  /**
   * The value with every intrinsic in it resolved; undefined for AWS::NoValue. Every `https://` address of a distribution
   * or an HTTP API of this template becomes the site's: on this computer both are the public port. Bare domains stay, since
   * the CDN tells its origins by them. @param where names the value in errors
   */
  resolve(value: unknown, where: string): unknown {
    const evaluated = this.#evaluate(value, where);
    return evaluated === NO_VALUE ? undefined : publish(evaluated, this.#addresses(), this.#place.siteUrl, where);
  }

  /** Whether a condition of the template holds. */
  holds(condition: string, where: string): boolean {
    const known = this.#conditions.get(condition);
    if (known === 'deciding') throw new TemplateError(`${where}: the condition ${condition} depends on itself.`);
    if (known !== undefined) return known;
    const definition = this.#template.Conditions?.[condition];
    if (definition === undefined) throw new TemplateError(`${where}: the template has no condition ${condition}.`);
    this.#conditions.set(condition, 'deciding');
    const holds = this.#decide(definition, `Condition ${condition}`);
    this.#conditions.set(condition, holds);
    return holds;
  }

  /** What Ref gives, and the ARN; undefined where the type has none. */
  identify(id: string): { name: string; ref: string | undefined; arn: string | undefined } {
    const { named, rule } = this.#named(id, id);
    return { name: named.name, ref: rule.ref?.(named), arn: rule.arn?.(named) };
  }

  #evaluate(value: unknown, where: string): unknown {
    if (Array.isArray(value)) {
      return value.map((item, index) => this.#evaluate(item, `${where}[${index}]`)).filter((item) => item !== NO_VALUE);
    }
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const intrinsic = entries.find(([key]) => key === 'Ref' || key.startsWith('Fn::'));
    if (intrinsic !== undefined) {
      const [name, argument] = intrinsic;
      if (entries.length === 1) return this.#intrinsic(name, argument, where);
      // `Ref` may be a word of the value's own, an intrinsic function's name may not.
      if (name !== 'Ref') throw refusal(where, value, 'an intrinsic function stands alone in its object');
    }
    return Object.fromEntries(
      entries
        .map(([key, item]) => [key, this.#evaluate(item, `${where}.${key}`)] as const)
        .filter(([, item]) => item !== NO_VALUE),
    );
  }

  #intrinsic(name: string, argument: unknown, where: string): unknown {
    const at = `${where}: ${JSON.stringify({ [name]: argument })}`;
    const refused = REFUSED[name];
    if (refused !== undefined) throw new TemplateError(`${at} has no value here: ${refused}.`);
    const intrinsic = Object.hasOwn(this.#intrinsics, name) ? this.#intrinsics[name] : undefined;
    if (intrinsic === undefined) {
      throw new TemplateError(`${at} is an intrinsic function that infra/local/template-intrinsics.ts does not know.`);
    }
    return intrinsic(argument, at);
  }

  #ref(id: string, where: string): unknown {
    if (Object.hasOwn(this.#pseudo, id)) return this.#pseudo[id];
    if (id.startsWith('AWS::')) throw new TemplateError(`${where}: there is no pseudo parameter ${id}.`);
    const parameters = this.#template.Parameters ?? {};
    if (Object.hasOwn(parameters, id)) return this.#parameter(id, where);
    const { named, rule } = this.#named(id, where);
    if (rule.ref === undefined) throw this.#noValue(id, 'Ref', where);
    return rule.ref(named);
  }

  #parameter(id: string, where: string): unknown {
    const { Type, Default } = this.#template.Parameters?.[id] ?? { Type: '' };
    if (Type.startsWith('AWS::SSM::')) {
      throw new TemplateError(`${where}: the parameter ${id} lies in the SSM of an AWS account.`);
    }
    if (Default === undefined) throw new TemplateError(`${where}: the parameter ${id} has no default value.`);
    const list = Type === 'CommaDelimitedList' || Type.startsWith('List<');
    return list
      ? String(Default)
          .split(',')
          .map((item) => item.trim())
      : Default;
  }

  #getAttArgument(argument: unknown, where: string): string {
    if (typeof argument === 'string') return this.#getAtt(argument, where);
    const [id, attribute] = asList(argument, where, 2);
    return this.#getAtt(`${asText(id, where)}.${asText(this.#evaluate(attribute, where), where)}`, where);
  }

  #getAtt(path: string, where: string): string {
    const dot = path.indexOf('.');
    const id = path.slice(0, dot === -1 ? undefined : dot);
    const attribute = dot === -1 ? '' : path.slice(dot + 1);
    const { named, rule } = this.#named(id, where);
    const attributes = rule.attributes ?? {};
    const value = Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
    if (value === undefined) throw this.#noValue(id, `the attribute ${attribute || '(none)'}`, where);
    return value(named);
  }

  #named(id: string, where: string): { named: Named; rule: Rule } {
    const resource = Object.hasOwn(this.#template.Resources, id) ? this.#template.Resources[id] : undefined;
    if (resource === undefined) throw new TemplateError(`${where}: the template has no resource or parameter ${id}.`);
    if (resource.Condition !== undefined && !this.holds(resource.Condition, where)) {
      throw new TemplateError(`${where}: ${id} is not made, since its condition ${resource.Condition} does not hold.`);
    }
    const property = (key: string) => {
      const value = resource.Properties?.[key];
      return value === undefined ? undefined : asText(this.#evaluate(value, where), where);
    };
    const named = { id, name: this.#name(id, resource, where), place: this.#place, property };
    return { named, rule: rule(resource.Type) };
  }

  #name(id: string, { Type, Properties }: TemplateResource, where: string): string {
    const known = this.#names.get(id);
    if (known !== undefined) return known;
    if (this.#naming.has(id)) throw new TemplateError(`${where}: the name of ${id} depends on itself.`);
    this.#naming.add(id);
    const { nameProperty } = rule(Type);
    const given = nameProperty === undefined ? undefined : this.#evaluate(Properties?.[nameProperty], where);
    const chosen = given === undefined || given === NO_VALUE ? undefined : asText(given, where);
    const name = chosen ?? this.#generated.get(id) ?? id;
    this.#naming.delete(id);
    this.#names.set(id, name);
    return name;
  }

  #noValue(id: string, what: string, where: string): TemplateError {
    const type = this.#template.Resources[id]?.Type;
    return new TemplateError(
      `${where}: ${what} of ${id} (${type}) is not known here. If the emulator has a value for it, add it to infra/local/template-attributes.ts.`,
    );
  }

  #join(argument: unknown, where: string): string {
    const [separator, items] = asList(argument, where, 2);
    const texts = asList(this.#evaluate(items, where), where).map((item) => asText(item, where));
    return texts.join(asText(separator, where));
  }

  #sub(argument: unknown, where: string): string {
    const [text, given] = Array.isArray(argument) ? asList(argument, where, 2) : [argument, {}];
    const variables = asRecord(given, where);
    return asText(text, where).replace(/\$\{(!?)([^}]*)\}/g, (_, literal: string, inner: string) => {
      const name = inner.trim();
      if (literal !== '') return `\${${inner}}`;
      if (Object.hasOwn(variables, name)) return asText(this.#evaluate(variables[name], where), where);
      return asText(name.includes('.') ? this.#getAtt(name, where) : this.#ref(name, where), where);
    });
  }

  #select(argument: unknown, where: string): unknown {
    const [position, items] = asList(argument, where, 2);
    const index = Number(this.#evaluate(position, where));
    const list = asList(this.#evaluate(items, where), where);
    if (!Number.isInteger(index) || index < 0 || index >= list.length) {
      throw new TemplateError(`${where}: there is no item ${index} in a list of ${list.length}.`);
    }
    return list[index];
  }

  #split(argument: unknown, where: string): string[] {
    const [separator, text] = asList(argument, where, 2);
    return asText(this.#evaluate(text, where), where).split(asText(separator, where));
  }

  #if(argument: unknown, where: string): unknown {
    const [condition, yes, no] = asList(argument, where, 3);
    return this.#evaluate(this.holds(asText(condition, where), where) ? yes : no, where);
  }

  #findInMap(argument: unknown, where: string): unknown {
    const [map, first, second, options] = asList(argument, where).map((item) => this.#evaluate(item, where));
    const [outer, middle, inner] = [map, first, second].map((key) => asText(key, where));
    const found = this.#template.Mappings?.[outer ?? '']?.[middle ?? '']?.[inner ?? ''];
    const fallback = options === undefined ? undefined : asRecord(options, where).DefaultValue;
    if (found === undefined && fallback === undefined) {
      throw new TemplateError(`${where}: the mapping ${outer} has no ${middle}.${inner}.`);
    }
    return found ?? fallback;
  }

  #decide(condition: unknown, where: string): boolean {
    const [entry, ...more] = Object.entries(asRecord(condition, where));
    if (entry === undefined || more.length > 0) throw refusal(where, condition, 'a condition is one function');
    const [name, argument] = entry;
    const all = () => asList(argument, where).map((item) => this.#decide(item, where));
    switch (name) {
      case 'Condition':
        return this.holds(asText(argument, where), where);
      case 'Fn::Equals': {
        const [left, right] = asList(argument, where, 2).map((side) => JSON.stringify(this.#evaluate(side, where)));
        return left === right;
      }
      case 'Fn::And':
        return all().every(Boolean);
      case 'Fn::Or':
        return all().some(Boolean);
      case 'Fn::Not':
        return !this.#decide(asList(argument, where, 1)[0], where);
      case 'Fn::Contains': {
        const [items, wanted] = asList(argument, where, 2).map((item) => this.#evaluate(item, where));
        return asList(items, where).includes(wanted);
      }
      default:
        throw refusal(where, condition, `${name} is not a function of conditions that is known here`);
    }
  }

  #addresses(): RegExp {
    if (this.#publicAddresses !== undefined) return this.#publicAddresses;
    const domains = Object.entries(this.#template.Resources).flatMap(([id, { Type, Condition }]) => {
      const domain = { 'AWS::CloudFront::Distribution': distributionDomain, 'AWS::ApiGatewayV2::Api': apiDomain }[Type];
      const made = Condition === undefined || this.holds(Condition, id);
      return domain === undefined || !made ? [] : [domain(this.#named(id, id).named)];
    });
    this.#publicAddresses = addressesOf(domains);
    return this.#publicAddresses;
  }
}

function rule(type: string): Rule {
  return isKnown(type) ? RULES[type] : {};
}
