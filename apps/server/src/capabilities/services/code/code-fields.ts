import type { CodeField } from '@civitas/contract'
import { listTypes } from '../licences/catalogue.ts'
import type { ServicesParts } from '../services-parts.ts'
import { ownFields } from './rules.ts'

/** Fields a scene may ask for: those of the person, then each field of each licence that people hold. */
export async function listFields(parts: ServicesParts): Promise<CodeField[]> {
  const types = (await listTypes(parts)).filter((type) => type.holder !== 'organisation')
  return [
    ...Object.entries(ownFields).map(([code, title]) => ({ code, title })),
    ...types.flatMap((type) =>
      [...type.fields, { id: 'validUntil', title: '有效期至' }].map((field) => ({
        code: `${type.id}:${field.id}`,
        title: `${type.title.zh}·${field.title}`,
      })),
    ),
  ]
}

/** What the fields of scenes are called; a licence withdrawn from the catalogue leaves the code itself. */
export async function namerOfFields(parts: ServicesParts): Promise<(code: string) => string> {
  const titles = new Map((await listFields(parts)).map((one) => [one.code, one.title]))
  return (code) => titles.get(code) ?? code
}
