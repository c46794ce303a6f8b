import type { CaseTypeContent } from '@civitas/contract'
import { type CaseType, checkWrittenCase, type DomainRegistry } from '@civitas/domain-kit'

export interface Fault {
  path: string
  message: string
}

/**
 * What stands against publishing a case type: what a declaration would be refused for, and what only a type written by
 * hand gets wrong. Paths are JSON pointers into the content.
 */
export function faultsOf(content: CaseTypeContent, type: CaseType, domains: DomainRegistry): Fault[] {
  const checked = checkWrittenCase(type, domains, content.dutyItems ?? [])
  const found = checked.map(({ path, zh }) => ({ path, message: zh }))
  return [...found, ...faultsOfWords(content), ...faultsOfForms(content), ...faultsOfOwn(content, domains)]
}

function faultsOfWords(content: CaseTypeContent): Fault[] {
  const named: [string, { zh: string }][] = [
    ['/title', content.title],
    ...content.stages.flatMap((stage, at): [string, { zh: string }][] => [
      [`/stages/${at}/title`, stage.title],
      ...stage.tasks.map((task, n): [string, { zh: string }] => [
        `/stages/${at}/tasks/${n}/title`,
        task.title,
      ]),
      ...stage.exits.map((exit, n): [string, { zh: string }] => [
        `/stages/${at}/exits/${n}/title`,
        exit.title,
      ]),
    ]),
  ]
  return named.filter(([, { zh }]) => zh.trim() === '').map(([path]) => ({ path, message: '缺少名称' }))
}

type Form = CaseTypeContent['stages'][number]['tasks'][number]['form']

function faultsOfForms(content: CaseTypeContent): Fault[] {
  const forms: [string, Form][] = content.stages.flatMap((stage, at) =>
    stage.tasks.map((task, n): [string, Form] => [`/stages/${at}/tasks/${n}/form`, task.form]),
  )
  if (content.check) forms.push(['/check/form', content.check.form])
  return forms.flatMap(([path, form]) => faultsOfForm(path, form))
}

function faultsOfForm(path: string, { properties, required = [] }: Form): Fault[] {
  const missing = required.filter((name) => !Object.hasOwn(properties, name))
  return [
    ...missing.map((name) => ({ path: `${path}/required`, message: `必填项“${name}”不在表单中` })),
    ...Object.entries(properties).flatMap(([name, field]) => {
      const at = `${path}/properties/${name}`
      if (!/^[a-z][A-Za-z0-9_]{0,40}$/.test(name))
        return [{ path: at, message: `字段代号“${name}”应以小写字母开头，只含字母、数字和 _` }]
      if (!field.label.zh.trim()) return [{ path: `${at}/label`, message: `字段“${name}”没有名称` }]
      if (field.widget === 'choice' && (field.enum ?? []).length === 0)
        return [{ path: `${at}/enum`, message: `选择项“${field.label.zh}”没有可选的值` }]
      if (field.minimum !== undefined && field.maximum !== undefined && field.minimum > field.maximum)
        return [{ path: `${at}/minimum`, message: `“${field.label.zh}”的最小值大于最大值` }]
      return []
    }),
  ]
}

function faultsOfOwn(content: CaseTypeContent, domains: DomainRegistry): Fault[] {
  const events = (content.opensFor ?? []).flatMap(({ eventType }, at) =>
    domains.findEventType(eventType)
      ? []
      : [{ path: `/opensFor/${at}/eventType`, message: `没有事件类型“${eventType}”` }],
  )
  const items = (content.dutyItems ?? []).flatMap(({ id, title }, at) => {
    if (!/^city\.[a-z][a-z0-9_-]*$/.test(id))
      return [{ path: `/dutyItems/${at}/id`, message: `自设职责事项“${id}”的编号应以 city. 开头` }]
    return title.zh.trim() ? [] : [{ path: `/dutyItems/${at}/title`, message: '缺少名称' }]
  })
  return [...events, ...items]
}
