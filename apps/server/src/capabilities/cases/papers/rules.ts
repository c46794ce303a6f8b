import type { CaseType, LocalText } from '@civitas/domain-kit'

/** What every paper may name. */
export const commonPlaces = [
  ...[
    '案号',
    '标题',
    '类型',
    '环节',
    '等级',
    '地点',
    '区划',
    '承办单位',
    '立案时间',
    '应办结时间',
    '结案时间',
  ],
  ...['打印日期', '打印人', '经过'],
] as const

const pattern = /\{\{\s*([^{}]+?)\s*\}\}/g

/** Names between {{ and }} in the order they stand, each once. */
export function placesOf(body: string): string[] {
  return [...new Set([...body.matchAll(pattern)].map((one) => one[1] as string))]
}

interface Labelled {
  label?: LocalText
  title?: string
}

/** All a paper of this type may name: what every case has, and each field of each task as `任务.字段`. */
export function knownPlaces(type: Pick<CaseType, 'stages'>): string[] {
  const fields = type.stages.flatMap((stage) =>
    stage.tasks.flatMap((task) =>
      Object.entries(task.form.properties).map(
        ([name, field]) =>
          `${task.title.zh}.${(field as Labelled).label?.zh ?? (field as Labelled).title ?? name}`,
      ),
    ),
  )
  return [...commonPlaces, ...new Set(fields)]
}

/** The text with its places filled; a fact the case does not have yet is left as a line to write on. */
export function fillPaper(body: string, facts: ReadonlyMap<string, string>): string {
  return body.replace(pattern, (_, name: string) => facts.get(name) || '________')
}
