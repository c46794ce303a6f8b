import { changePartner, listPartners, type Partner, registerPartner } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { type DialogField, FormDialog } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { kioskTexts } from './kiosks.texts.ts'
import { SecretOnce } from './secret-once.tsx'

const none = [] as const

export function PartnerList() {
  const texts = useTexts(kioskTexts)
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [editing, setEditing] = useState<Partner | 'fresh' | null>(null)
  const [secret, setSecret] = useState<string | null>(null)
  const { limit, offset, search } = query
  const read = useRead(
    listPartners,
    { query: { limit, offset, search: search || undefined } },
    { keepPrevious: true },
  )
  return (
    <>
      <FilterBar query={query} searchBox={box} placeholder={texts.name}>
        <Button type="primary" onClick={() => setEditing('fresh')}>
          {texts.partner}
        </Button>
      </FilterBar>
      <ListTable<Partner>
        label={texts.tabs.partners}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        onOpen={setEditing}
        searchBox={box}
        empty={{ title: texts.noPartners, why: texts.noPartnersWhy }}
        columns={[
          { title: texts.code, dataIndex: 'code' },
          { title: texts.name, dataIndex: 'name' },
          { title: texts.items, align: 'right', render: (_, each) => each.items.length },
          { title: texts.today, render: (_, each) => `${each.today} / ${each.quotaPerDay}` },
          { title: texts.hours, render: (_, each) => `${each.fromHour}:00–${each.toHour}:00` },
          {
            title: texts.state,
            render: (_, each) =>
              each.isSuspended ? <StateTag tone="bad">{texts.suspended}</StateTag> : texts.states.online,
          },
          {
            title: '',
            render: (_, each) => (
              <Button size="small" onClick={() => setEditing(each)}>
                {texts.change}
              </Button>
            ),
          },
        ]}
      />
      {editing ? (
        <PartnerDialog
          partner={editing === 'fresh' ? undefined : editing}
          onMade={setSecret}
          onClose={() => setEditing(null)}
        />
      ) : null}
      {secret ? (
        <SecretOnce title={texts.secretOnce} secret={secret} onClose={() => setSecret(null)} />
      ) : null}
    </>
  )
}

interface Values {
  code: string
  name: string
  items: string[]
  quotaPerDay: number
  fromHour: number
  toHour: number
  isSuspended?: boolean
}

interface PartnerDialogProps {
  partner?: Partner
  onMade: (secret: string) => void
  onClose: () => void
}

function PartnerDialog({ partner, onMade, onClose }: PartnerDialogProps) {
  const texts = useTexts(kioskTexts)
  const act = async ({ code, isSuspended, ...body }: Values) => {
    if (partner)
      await client.call(changePartner, {
        params: { id: partner.id },
        body: { ...body, isSuspended: isSuspended ?? false },
      })
    else onMade((await client.call(registerPartner, { body: { code, ...body } })).secret)
    refresh(listPartners)
  }
  const own: DialogField[] = partner
    ? [{ kind: 'tick', name: 'isSuspended', label: texts.suspended }]
    : [{ kind: 'code', name: 'code', label: texts.code, required: true, extra: texts.codeHint }]
  return (
    <FormDialog<Values>
      title={partner ? texts.change : texts.partner}
      first={partner ?? { items: [], quotaPerDay: 1000, fromHour: 8, toHour: 18 }}
      fields={[
        ...own,
        { kind: 'text', name: 'name', label: texts.name, required: true, maxLength: 80 },
        { kind: 'choices', name: 'items', label: texts.items, options: [], tags: true, required: true },
        { kind: 'number', name: 'quotaPerDay', label: texts.quota, min: 1, precision: 0, required: true },
        {
          kind: 'number',
          name: 'fromHour',
          label: texts.from,
          min: 0,
          max: 23,
          precision: 0,
          required: true,
        },
        { kind: 'number', name: 'toHour', label: texts.to, min: 1, max: 24, precision: 0, required: true },
      ]}
      act={act}
      onClose={onClose}
    />
  )
}
