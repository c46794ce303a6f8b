import type { RobotStep } from '@civitas/contract'
import { invalid } from '../../../../kernel/problem.ts'

/** What the words in braces of a value stand for. */
export type Words = Record<string, string>

const placeholder = /\{([\p{L}\p{N}_.（）()-]+)\}/gu
const ofCase = ['title', 'reference', 'class', 'division', 'level']
const needs: Record<RobotStep['act'], ReadonlyArray<'target' | 'value' | 'as'>> = {
  open: ['value'],
  fill: ['target', 'value'],
  choose: ['target', 'value'],
  tick: ['target'],
  read: ['target', 'as'],
  see: ['value'],
  wait: ['value'],
  submit: ['target'],
}

/** The origin of an address robots may open, as it is kept. */
export function originOf(address: string, path: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url || !['http:', 'https:'].includes(url.protocol)) throw invalid(path, '须为 http 或 https 地址')
  if (url.username || url.password) throw invalid(path, '地址不能带账号与密码')
  return url.origin
}

/** Longest a robot waits at one step. */
const longestWaitSeconds = 60

/** Refuses steps that could not run: a part missing, words unknown, an address not allowed, nothing opened first. */
export function requireSteps(
  steps: readonly RobotStep[],
  origins: ReadonlySet<string>,
  path: string,
  words: readonly string[] = ofCase,
): void {
  if (steps[0]?.act !== 'open') throw invalid(`${path}/0/act`, '第一步须打开网页')
  const read = new Set<string>()
  for (const [index, step] of steps.entries()) {
    const at = `${path}/${index}`
    const missing = needs[step.act].find((part) => !step[part])
    if (missing) throw invalid(`${at}/${missing}`, '此步骤须填写')
    const unknown = wordsIn(step.value ?? '').find((word) => !words.includes(word) && !read.has(word))
    if (unknown) throw invalid(`${at}/value`, `没有可填入的“${unknown}”`)
    if (step.act === 'open') requireOpen(step.value ?? '', origins, `${at}/value`)
    const seconds = Number(step.value)
    if (step.act === 'wait' && !(seconds >= 1 && seconds <= longestWaitSeconds))
      throw invalid(`${at}/value`, `等待 1 至 ${longestWaitSeconds} 秒`)
    if (step.as) read.add(`read.${step.as}`)
  }
}

/** The host is fixed when it is written; only what follows it may depend on the case. */
function requireOpen(address: string, origins: ReadonlySet<string>, path: string): void {
  const fixed = /^https?:\/\/[^/?#{}]+(?=[/?#]|$)/.exec(address)?.[0]
  if (!fixed) throw invalid(path, '地址须以固定的 http(s)://主机 开头')
  const origin = originOf(fixed, path)
  if (!origins.has(origin)) throw invalid(path, `${origin} 不在准许机器人访问的地址之内`)
}

export function wordsIn(value: string): string[] {
  return [...value.matchAll(placeholder)].map(([, word]) => word ?? '')
}

/** A value with the words of the case and of what was read put in; in an address they are escaped. */
export function filled(value: string, words: Words, escaped = false): string {
  return value.replace(placeholder, (_, word: string) =>
    escaped ? encodeURIComponent(words[word] ?? '') : (words[word] ?? ''),
  )
}

/** The steps from `from` to the next that leaves the page, which is among them. */
export function upToSubmit(steps: readonly RobotStep[], from: number): RobotStep[] {
  const rest = steps.slice(from)
  const end = rest.findIndex((step, index) => step.act === 'submit' || (step.act === 'open' && index > 0))
  if (end < 0) return rest
  return rest.slice(0, rest[end]?.act === 'submit' ? end + 1 : end)
}
