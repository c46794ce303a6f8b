import { listOidArcs, listOidObjects, type OidObject, type OidRegistration, registerOids } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { oidsTexts } from './oids.texts.ts'
import { parseRows } from './parse-rows.ts'
import type { RowResult } from './row-report.tsx'
import { useArcOptions } from './use-arc-options.ts'

type Scheme = NonNullable<OidRegistration['aliases']>[number]['scheme']
interface BatchForm {
  arc: string
  kind: OidObject['kind']
  scheme: Scheme
  rows: string
}

/** Registers many objects at once; each line is told what became of it. */
export function BatchDialog(props: { onReport: (rows: RowResult[]) => void; onClose: () => void }) {
  const texts = useTexts(oidsTexts)
  const choices = (from: Record<string, string>) =>
    Object.entries(from).map(([value, label]) => ({ value, label }))
  return (
    <FormDialog<BatchForm>
      title={texts.batch}
      why={texts.batchWhy}
      width={640}
      first={{ kind: 'device', scheme: 'serial' }}
      fields={[
        { name: 'arc', label: texts.arc, kind: 'choice', required: true, options: useArcOptions() },
        { name: 'kind', label: texts.kind, kind: 'choice', required: true, options: choices(texts.kinds) },
        {
          name: 'scheme',
          label: texts.scheme,
          kind: 'choice',
          required: true,
          options: choices(texts.schemes),
        },
        {
          name: 'rows',
          label: texts.batchRows,
          kind: 'area',
          rows: 10,
          maxLength: 500_000,
          required: true,
          placeholder: texts.batchHint,
        },
      ]}
      act={async ({ arc, kind, scheme, rows: text }) => {
        const given = parseRows(text, kind, scheme)
        const results: RowResult[] = []
        for (let from = 0; from < given.length; from += mostRows) {
          const part = given.slice(from, from + mostRows)
          const answer = await client.call(registerOids, { params: { oid: arc }, body: { rows: part } })
          for (const each of answer.rows)
            results.push({ ...each, row: from + each.row, title: part[each.row]?.title ?? '' })
        }
        refresh(listOidObjects, listOidArcs)
        props.onReport(results)
      }}
      onClose={props.onClose}
    />
  )
}

/** So many go in one request. */
const mostRows = 500
