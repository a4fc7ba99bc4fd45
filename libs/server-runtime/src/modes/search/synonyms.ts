import { stemOf } from './words.js';

/** Words that stand for each other in most APIs. */
const GROUPS: readonly string[] = [
  'repository repo',
  'organization org organisation company',
  'user person people member account someone somebody colleague',
  'issue ticket bug',
  'comment note remark reply discussion',
  'image picture photo screenshot',
  'file document attachment',
  'database db',
  'environment env',
  'config configuration setting option preference',
  'status state',
  'server machine vm instance host droplet',
  'kubernetes k8s',
  'message chat',
  'price cost billing',
  'permission access right allowed',
  'email mail',
  'version release',
  'cancel stop abort end',
  'retry rerun resend redeliver repeat again',
  'trigger dispatch run fire start',
  'attach upload',
  'link connect join peering',
  'volume disk storage',
  'size plan tier',
  'kind type',
  'history change changelog activity',
  'restrict limit allow firewall',
  'quota limit rate',
  'share permission',
  'grade score',
  'token credential',
  'move transition transfer',
  'branch ref',
  'language locale',
  'external remote another',
  'create design',
  'subnet vpc network',
  'website site url',
  'text string',
  'dismiss close resolve',
  'answer reply respond',
  'remaining left',
];

/** Ways to say something that no single word carries. */
const IDIOMS: readonly (readonly [RegExp, string])[] = [
  [/\bprs?\b/giu, 'pull request'],
  [/\bci\b/giu, 'workflow actions'],
  [/\bwho is (?:in|on|part of)\b/giu, 'list members of'],
  [/\brequests?\b.*\b(?:left|remain\w*)\b/giu, 'rate limit'],
  [/\bam i allowed to\b|\bcan i\b/giu, 'my permissions'],
  [/\bwho am i\b|\blogged in as\b/giu, 'current authenticated user myself'],
];

const byStem = new Map<string, Set<string>>();
for (const group of GROUPS) {
  const stems = group.split(' ').map(stemOf);
  for (const stem of stems) {
    const known = byStem.get(stem) ?? new Set();
    for (const other of stems) if (other !== stem) known.add(other);
    byStem.set(stem, known);
  }
}

/** Stems that may stand in place of one; without itself. */
export function synonymsOf(stem: string): readonly string[] {
  return [...(byStem.get(stem) ?? [])];
}

/** A request with its short forms written out. */
export function spelledOut(request: string): string {
  return IDIOMS.reduce((text, [idiom, meaning]) => text.replaceAll(idiom, meaning), request);
}
