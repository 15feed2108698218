import { describe, expect, it } from 'vitest';
import { aNewsItem, aNitf, read } from '../fixtures/xml/wire-stories.ts';

const itemWith = (meta: string) => read(aNewsItem({ meta })).draft;

describe('the fields of an agency', () => {
  it.each([
    ['By Ana Ruiz and Sam Lee', ['Ana Ruiz', 'Sam Lee']],
    ['By ANA RUIZ, SAM LEE and KIM ODA', ['ANA RUIZ', 'SAM LEE', 'KIM ODA']],
    ['Por Luis Vega y Ana Ruiz', ['Luis Vega', 'Ana Ruiz']],
    ['José Ortega y Gasset', ['José Ortega y Gasset']],
    ['By Ana Ruiz, Chief Correspondent', ['Ana Ruiz']],
    ['Ana Ruiz, AFP', ['Ana Ruiz']],
    ['Ana Ruiz / Sam Lee', ['Ana Ruiz', 'Sam Lee']],
    ['By Ana Ruiz (ana@wire.example)', ['Ana Ruiz']],
    ['gr/bp', []],
  ])('byline “%s” names %j', (by, names) => {
    expect(itemWith(`<by>${by}</by>`)?.byline).toEqual(names);
  });

  it('take the title for the headline and the subtitle for the standfirst', () => {
    const headlines = '<headline role="t:subtitle">Below</headline><headline role="t:title">';
    expect(read(aNewsItem().replace('<headline>', headlines)).draft).toMatchObject({
      headline: 'Tunnel opens',
      standfirst: 'Below',
    });
  });

  it('name creators where there is no byline, but neither accounts nor the agency', () => {
    const creators = ['ruiz.a', 'Wire House', 'Ana Ruiz'].map((name) => `<creator><name>${name}</name></creator>`);
    const source = '<infoSource><name>Wire House</name></infoSource>';
    expect(itemWith(creators.join('') + source)).toMatchObject({ byline: ['Ana Ruiz'], source: 'Wire House' });
  });

  it.each([
    ['1', 'breaking'],
    ['2', 'major'],
    ['5', 'major'],
    ['6', 'minor'],
    ['9', 'minor'],
    ['urgent', 'major'],
  ])('urgency %s is %s', (urgency, importance) => {
    expect(itemWith(`<urgency>${urgency}</urgency>`)?.importance).toBe(importance);
    expect(read(aNitf('<p>x</p>', `<urgency ed-urg="${urgency}"/>`)).draft?.importance).toBe(importance);
  });

  it.each([
    ['<subject qcode="medtop:15000000"/>', 'sport'],
    ['<subject qcode="subj:13004000"/>', 'science'],
    ['<subject uri="http://cv.iptc.org/newscodes/mediatopic/07000000"/>', 'health'],
    ['<subject qcode="medtop:20000350"><broader qcode="medtop:04000000"/></subject>', 'business'],
    ['<subject qcode="desk:3"><name>Culture</name></subject>', 'culture'],
    ['<subject qcode="medtop:20000350"/>', 'world'],
    ['<subject qcode="city:15000000"/>', 'world'],
  ])('subject %s leads to %s', (subject, section) => {
    expect(itemWith(subject)?.section).toBe(section);
  });

  it.each([
    ['<genre qcode="genre:Opinion"/>', 'opinion'],
    ['<genre><name>Q&amp;A</name></genre>', 'news'],
    ['<genre qcode="agency:7"><name>Special Report</name></genre>', 'feature'],
    ['<genre qcode="genre:Current"/>', 'news'],
  ])('genre %s is %s', (genre, kind) => {
    expect(itemWith(genre)?.kind).toBe(kind);
  });

  it('that are too long are left out, with a warning', () => {
    const { draft, problems } = read(aNewsItem({ meta: `<description>${'word '.repeat(300)}</description>` }));
    expect(draft?.standfirst).toBeUndefined();
    expect(problems).toContainEqual(
      expect.objectContaining({ code: 'field-length', severity: 'warning', place: { line: 4, column: 60 } }),
    );
  });

  it('take no picture that is not https or that nothing describes', () => {
    const described = '<description role="drol:caption">A tunnel</description>';
    expect(itemWith('<icon href="https://img.example.org/a.jpg"/>')?.hero).toBeUndefined();
    expect(itemWith(`<icon href="http://img.example.org/a.jpg"/>${described}`)?.hero).toBeUndefined();
    expect(itemWith(`<icon href="https://img.example.org/a.jpg"/>${described}`)?.hero?.alt).toBe('A tunnel');
  });
});

describe('publishing status', () => {
  const ofItem = (management: string) => read(aNewsItem({ management })).notice?.status;
  const ofNitf = (status: string, dates = '') =>
    read(aNitf('<p>x</p>', dates).replace('<docdata>', `<docdata management-status="${status}">`));

  it.each([
    ['usable', undefined],
    ['withheld', 'withheld'],
    ['canceled', 'withdrawn'],
  ])('%s makes the notice %s in both standards', (status, notice) => {
    expect(ofItem(`<pubStatus qcode="stat:${status}"/>`)).toBe(notice);
    expect(ofItem(`<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/${status}"/>`)).toBe(notice);
    expect(ofNitf(status).notice?.status).toBe(notice);
  });

  it('that nobody knows is refused', () => {
    const management = '<pubStatus qcode="stat:draft"/>';
    expect(read(aNewsItem({ management })).problems).toMatchObject([
      { code: 'field-choice', field: 'status', place: { line: 3, column: 11 } },
      { code: 'section-assumed' },
    ]);
  });

  it('of a canceled item needs no text', () => {
    const management = '<pubStatus qcode="stat:canceled"/>';
    expect(read(aNewsItem({ management, content: '' })).notice).toEqual({ status: 'withdrawn' });
  });

  it('is withheld for an embargo whose end nobody says', () => {
    expect(ofItem('<embargoed/><pubStatus qcode="stat:usable"/>')).toBe('withheld');
    expect(ofNitf('embargoed').notice?.status).toBe('withheld');
    const { draft } = ofNitf('embargoed', '<date.release norm="20261125T060000Z"/>');
    expect(draft?.embargoedUntil).toBe('2026-11-25T06:00:00.000Z');
  });

  it('has times with a zone, or the file is refused', () => {
    const { problems } = read(aNitf('<p>x</p>', '<date.release norm="20261125T060000"/>'));
    expect(problems[0]).toMatchObject({ code: 'field-time', field: 'embargoed-until', words: '20261125T060000' });
    expect(problems[0]?.place).toEqual({ line: 2, column: 16 });
  });
});
