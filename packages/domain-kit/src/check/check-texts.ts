import type { CheckScope } from './scope.ts'

const chinese = /\p{Script=Han}/u

/** Every text must be there in both languages; Chinese is recognised wherever an object has `zh` or `en`. */
export function checkTexts(scope: CheckScope): void {
  visit(scope, scope.domain, '')
}

function visit(scope: CheckScope, value: unknown, path: string): void {
  if (Array.isArray(value)) {
    value.forEach((one, index) => {
      visit(scope, one, `${path}[${index}]`)
    })
    return
  }
  if (value === null || typeof value !== 'object') return
  const object = value as Record<string, unknown>
  if ('zh' in object || 'en' in object) checkText(scope, object, path)
  else for (const [key, one] of Object.entries(object)) visit(scope, one, path ? `${path}.${key}` : key)
}

function checkText(scope: CheckScope, object: Record<string, unknown>, path: string): void {
  const { zh, en } = object
  if (typeof zh !== 'string' || zh.trim() === '')
    scope.report(`${path}.zh`, '缺少中文', 'the Chinese text is missing')
  if (typeof en !== 'string' || en.trim() === '')
    scope.report(`${path}.en`, '缺少英文', 'the English text is missing')
  if (typeof en === 'string' && chinese.test(en))
    scope.report(`${path}.en`, '英文里混有汉字', 'the English text has Chinese characters in it')
}
