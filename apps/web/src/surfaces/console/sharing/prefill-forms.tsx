import {
  listDataObjections,
  listPrefillForms,
  type OperationOutput,
  openPrefill,
  type PrefillForm,
  submitPrefill,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { App, Button, Form, Input } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { useMay } from '../parts/permissions.tsx'
import { DefineForm } from './define-form.tsx'
import { sharingTexts } from './sharing.texts.ts'

const names = ['tab'] as const
type Opened = OperationOutput<typeof openPrefill>

/** Forms the city fills in: each value says where it comes from; what is changed goes to its source as an objection. */
export function FormList() {
  const all = useTexts(sharingTexts)
  const texts = all.packages
  const may = useMay()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [asking, setAsking] = useState<PrefillForm | null>(null)
  const [opened, setOpened] = useState<Opened | null>(null)
  const [isDefining, setDefining] = useState(false)
  const read = useRead(listPrefillForms, { query: { limit: query.limit, offset: query.offset } })
  return (
    <>
      <FilterBar noSearch query={query} searchBox={box}>
        {may('data.own') ? <Button onClick={() => setDefining(true)}>{texts.defineForm}</Button> : null}
      </FilterBar>
      <ListTable<PrefillForm>
        label={texts.tabs.forms}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.noForms, why: texts.why }}
        columns={[
          { title: texts.form, dataIndex: 'title' },
          {
            title: texts.filledFields,
            render: (_, each) => `${each.fields.filter((field) => field.part).length}/${each.fields.length}`,
          },
          { title: texts.savedMaterials, dataIndex: 'savedMaterials', align: 'right' },
          {
            title: <span className="only-read">{all.actions}</span>,
            key: 'acts',
            render: (_, each) =>
              may('data.apply') ? (
                <Button size="small" type="primary" onClick={() => setAsking(each)}>
                  {texts.open}
                </Button>
              ) : null,
          },
        ]}
      />
      {asking ? (
        <FormDialog<{ key: string; purpose: string; consent: string }>
          title={texts.open}
          why={asking.title}
          first={{ purpose: asking.title }}
          fields={[
            { name: 'key', label: texts.keyTitle, kind: 'code', required: true },
            { name: 'purpose', label: all.purpose, kind: 'text', required: true },
            { name: 'consent', label: texts.consentNumber, kind: 'text', required: true },
          ]}
          act={async (body) =>
            setOpened(await client.call(openPrefill, { params: { code: asking.code }, body }))
          }
          onClose={() => setAsking(null)}
        />
      ) : null}
      {isDefining ? <DefineForm onClose={() => setDefining(false)} /> : null}
      {opened ? <Fill opened={opened} onClose={() => setOpened(null)} /> : null}
    </>
  )
}

function Fill({ opened, onClose }: { opened: Opened; onClose: () => void }) {
  const texts = useTexts(sharingTexts).packages
  const { message } = App.useApp()
  const [values, setValues] = useState<Record<string, string>>(() =>
    Object.fromEntries(opened.fields.map((field) => [field.name, field.value ?? ''])),
  )
  return (
    <ActDialog
      title={texts.submit}
      why={`${texts.fill} ${opened.filled}/${opened.fields.length}`}
      comment="none"
      width={720}
      act={async () => {
        const { objections } = await client.call(submitPrefill, {
          params: { id: opened.prefillId },
          body: { values },
        })
        refresh(listDataObjections)
        void message.info(texts.objection(objections))
      }}
      onClose={onClose}
    >
      <Form layout="vertical">
        {opened.fields.map((field) => (
          <Form.Item
            key={field.name}
            label={field.title}
            htmlFor={`prefill-${field.name}`}
            extra={
              field.origin
                ? `${texts.source}：${field.origin.source} · ${formatTime(field.origin.time)}${field.origin.isStale ? ` · ${texts.stale}` : ''}${field.origin.isDisputed ? ` · ${texts.disputed}` : ''}`
                : (field.why ?? texts.own)
            }
          >
            <Input
              id={`prefill-${field.name}`}
              value={values[field.name]}
              onChange={(event) => setValues({ ...values, [field.name]: event.target.value })}
            />
          </Form.Item>
        ))}
      </Form>
    </ActDialog>
  )
}
