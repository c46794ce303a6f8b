import type { Recognition } from '@civitas/contract'

interface Known {
  state: Recognition['state']
  reason: string | null
  scenes: readonly string[]
  valid_from: string
  valid_until: string
  foreign_title: string
}

/** What an equivalence says to a scene on a day; without one that both have signed nothing counts. */
export function judgeRecognition(
  row: Known | undefined,
  scene: string | null,
  day: string,
): { outcome: 'passed' | 'refused'; reason: string; text: string } {
  const refuse = (reason: string, text: string) => ({ outcome: 'refused' as const, reason, text })
  if (!row) return refuse('not-recognised', '没有互认对照，不能使用')
  if (row.state === 'withdrawn') return refuse('withdrawn', `互认已撤回：${row.reason ?? ''}`)
  if (row.state === 'suspended') return refuse('suspended', `互认已暂停：${row.reason ?? ''}`)
  if (row.state !== 'active') return refuse('not-signed', '互认尚未经双方签署')
  if (day < row.valid_from || day > row.valid_until) return refuse('out-of-term', '不在互认有效期内')
  if (scene !== null && row.scenes.length > 0 && !row.scenes.includes(scene))
    return refuse('scene-not-recognised', '场景未互认')
  return { outcome: 'passed', reason: 'ok', text: '通过' }
}

/** What both cities sign: the same text whichever side reads it, the proposer’s codes first. */
export function recognitionText(row: {
  id: string
  kind: string
  proposer: { code: string; title: string }
  partner: { code: string; title: string }
  assurance: number
  fields: readonly string[]
  scenes: readonly string[]
  limits: string
  version: number
  validFrom: string
  validUntil: string
}): string {
  return JSON.stringify([
    ...[row.id, row.version, row.kind, row.proposer, row.partner, row.assurance, row.fields, row.scenes],
    ...[row.limits, row.validFrom, row.validUntil],
  ])
}
