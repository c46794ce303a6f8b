import { bindProfile, listFleet, listOverdueThings, listProfiles, type Profile } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { App } from 'antd'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { DivisionSelect } from '../parts/division-select.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { ThingsSelect } from '../parts/thing-select.tsx'
import { conformanceTexts } from './conformance.texts.ts'

interface BindForm {
  thingIds?: string[]
  division?: string
  all?: boolean
}

/** Binds installed devices to a version of a profile: chosen ones, or all of the model in a division. */
export function BindDialog({ profile, onClose }: { profile: Profile; onClose: () => void }) {
  const texts = useTexts(conformanceTexts)
  const { message } = App.useApp()
  const { model } = profile.content
  return (
    <FormDialog<BindForm>
      title={texts.bind}
      why={`${profile.title} V${profile.version}：${texts.bindWhy}`}
      fields={[
        {
          name: 'thingIds',
          label: texts.bindThings,
          kind: 'custom',
          control: <ThingsSelect model={model} />,
        },
        { name: 'all', label: texts.bindAll, kind: 'tick' },
        { name: 'division', label: texts.bindDivision, kind: 'custom', control: <DivisionField /> },
      ]}
      act={async ({ thingIds = [], division, all }) => {
        const ids = all ? await readAll(model, division) : thingIds
        let bound = 0
        for (let from = 0; from < ids.length; from += mostThings) {
          const answer = await client.call(bindProfile, {
            params: { id: profile.id },
            body: { version: profile.version, thingIds: ids.slice(from, from + mostThings) },
          })
          bound += answer.bound
        }
        refresh(listProfiles, listOverdueThings, listFleet)
        void message.info(texts.bound(formatNumber(bound)))
      }}
      onClose={onClose}
    />
  )
}

/** So many are bound in one request. */
const mostThings = 5_000

function DivisionField(props: { value?: string; onChange?: (code: string | undefined) => void }) {
  return <DivisionSelect width="100%" value={props.value} onChange={(code) => props.onChange?.(code)} />
}

async function readAll(model: string, division: string | undefined): Promise<string[]> {
  const ids: string[] = []
  for (;;) {
    const query = { model, ...(division ? { division } : {}), limit: 500, offset: ids.length }
    const { items, total } = await client.call(listFleet, { query })
    ids.push(...items.map((each) => each.id))
    if (items.length === 0 || ids.length >= total) return ids
  }
}
