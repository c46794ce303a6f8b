import { isDateTime, isUri, toDateTime } from '../representation/checks.ts'
import { badData } from './errors.ts'

type Given = Record<string, unknown>

/** A text, or undefined when the member is not there. */
export function readText(given: Given, name: string): string | undefined {
  const value = given[name]
  if (value === undefined) return undefined
  if (typeof value !== 'string' || value === '') throw badData(`${name} 应为非空字符串`)
  return value
}

export function readBoolean(given: Given, name: string): boolean | undefined {
  const value = given[name]
  if (value !== undefined && typeof value !== 'boolean') throw badData(`${name} 应为 true 或 false`)
  return value as boolean | undefined
}

/** A number greater than 0. */
export function readPositive(given: Given, name: string): number | undefined {
  const value = given[name]
  if (value === undefined) return undefined
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0)
    throw badData(`${name} 应为大于 0 的数`)
  return value
}

/** A DateTime that lies ahead. */
export function readFuture(given: Given, name: string, now: Date): string | undefined {
  if (given[name] === undefined) return undefined
  const time = toDateTime(given[name], name)
  if (isDateTime(time) && Date.parse(time) <= now.getTime()) throw badData(`${name} 已经过去：${time}`)
  return time
}

/** An array of at least one text. */
export function readTexts(given: Given, name: string): string[] | undefined {
  const value = given[name]
  if (value === undefined) return undefined
  if (
    !Array.isArray(value) ||
    value.length === 0 ||
    !value.every((one) => typeof one === 'string' && one !== '')
  )
    throw badData(`${name} 应为非空的字符串数组`)
  return value
}

/** KeyValuePairs (5.2.22). */
export interface Pair {
  key: string
  value: string
}

export function readPairs(given: Given, name: string): Pair[] | undefined {
  const value = given[name]
  if (value === undefined) return undefined
  const isPair = (one: unknown): one is Pair => {
    const { key, value: text } = (one ?? {}) as Record<string, unknown>
    return typeof key === 'string' && key !== '' && typeof text === 'string'
  }
  if (!Array.isArray(value) || !value.every(isPair))
    throw badData(`${name} 应为 { key, value } 的数组，值为字符串`)
  return value.map((one) => ({ key: one.key, value: one.value }))
}

/** One of some words. */
export function readChoice<T extends string>(
  given: Given,
  name: string,
  choices: readonly T[],
): T | undefined {
  const value = given[name]
  if (value === undefined) return undefined
  if (!choices.includes(value as T)) throw badData(`${name} 应为 ${choices.join('、')} 之一`)
  return value as T
}

/** An address of one of some schemes. */
export function readAddress(given: Given, name: string, schemes: readonly string[]): string {
  const value = given[name]
  if (!isUri(value)) throw badData(`${name} 应为 URI`)
  if (!URL.canParse(value) || !schemes.includes(new URL(value).protocol.replace(':', '')))
    throw badData(`${name} 应以 ${schemes.map((one) => `${one}://`).join('、')} 开头`)
  return value
}

/** Leaves out what is undefined. */
export function withoutGaps<T extends object>(given: T): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T
}
