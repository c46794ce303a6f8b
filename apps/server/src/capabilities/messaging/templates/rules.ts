import type { MessageChannel, TemplateContent, TemplatePreview } from '@civitas/contract'
import { segmentsOf } from '../rules.ts'

const place = /\{\{\s*([a-zA-Z][a-zA-Z0-9_]*)\s*\}\}/g

/** Names written as `{{name}}`, each once. */
export function placesIn(text: string): string[] {
  return [...new Set([...text.matchAll(place)].map((match) => match[1] as string))]
}

export interface Fault {
  path: string
  message: string
}

/** What is wrong with a template: a place that is not declared, a variable that is nowhere used, one named twice. */
export function faultsOf(content: TemplateContent): Fault[] {
  const names = content.variables.map((one) => one.name)
  const fields = ['title', 'text'] as const
  const used = new Set(fields.flatMap((field) => placesIn(content[field])))
  const unknown = fields.flatMap((field) =>
    placesIn(content[field])
      .filter((name) => !names.includes(name))
      .map((name) => ({ path: `/body/${field}`, message: `“{{${name}}}”没有在变量中声明` })),
  )
  const idle = names.flatMap((name, i) => {
    if (names.indexOf(name) !== i) return { path: `/body/variables/${i}/name`, message: `变量“${name}”重复` }
    return used.has(name) ? [] : { path: `/body/variables/${i}/name`, message: `变量“${name}”没有用到` }
  })
  return [...unknown, ...idle]
}

/** Variables that got no value, and values that belong to no variable. */
export function wrongValues(content: TemplateContent, values: Readonly<Record<string, string>>): Fault[] {
  const missing = content.variables.filter((one) => !values[one.name]?.trim())
  const names = content.variables.map((one) => one.name)
  const unknown = Object.keys(values).filter((name) => !names.includes(name))
  return [
    ...missing.map((one) => ({ path: `/body/values/${one.name}`, message: `请填写“${one.title}”` })),
    ...unknown.map((name) => ({ path: `/body/values/${name}`, message: `模板没有“${name}”这个变量` })),
  ]
}

/** Puts the values in; a value that looks like a place is left as it is. */
export function fillIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(place, (_, name: string) => values[name] ?? '')
}

/** What is said over a channel: an SMS bears its signature (工信部令第31号 第十八条), a call reads title and text. */
export function sayBy(
  channel: MessageChannel,
  { title, text, signature }: { title: string; text: string; signature: string | null },
): string {
  if (channel === 'sms') return signature ? `【${signature}】${text}` : text
  if (channel === 'voice') return `${title}。${text}`
  return text
}

const channels: readonly MessageChannel[] = ['app', 'push', 'mail', 'sms', 'voice']

export function previewOf(
  content: TemplateContent,
  values: Readonly<Record<string, string>>,
): TemplatePreview {
  const [title, text] = [fillIn(content.title, values), fillIn(content.text, values)]
  return {
    title,
    text,
    channels: channels.map((channel) => {
      const said = sayBy(channel, { title, text, signature: content.signature || null })
      return { channel, text: said, segments: channel === 'sms' ? segmentsOf(said) : 1 }
    }),
  }
}
