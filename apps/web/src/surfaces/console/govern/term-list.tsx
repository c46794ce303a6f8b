import { type BusinessTerm, bindTerm, listTerms, putTerm } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Input, Space } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Quiet } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ActButton, ColumnSelect, DatasetSelect, pageSize, Rows } from './parts.tsx'
import { termTexts } from './terms.texts.ts'

type Act = { is: 'add' } | { is: 'edit' | 'bind'; term: BusinessTerm }

/** 业务术语 with the columns that hold them (PLT-060). */
export function TermList() {
  const texts = useTexts(termTexts)
  const may = useMay()
  const [at, set] = useState(1)
  const [search, setSearch] = useState('')
  const [act, setAct] = useState<Act | null>(null)
  const query = { limit: pageSize, offset: (at - 1) * pageSize, ...(search ? { search } : {}) }
  const read = useRead(listTerms, { query }, { keepPrevious: true })
  return (
    <>
      <Quiet>{texts.why}</Quiet>
      <Space style={{ marginBottom: 8 }}>
        <Input.Search
          allowClear
          aria-label={texts.search}
          placeholder={texts.search}
          onSearch={(words) => {
            set(1)
            setSearch(words.trim())
          }}
        />
        {may('data.govern') ? <Button onClick={() => setAct({ is: 'add' })}>{texts.add}</Button> : null}
      </Space>
      <Rows<BusinessTerm>
        label={texts.tab}
        read={read}
        rowKey={(row) => row.code}
        none={{ title: texts.none, why: texts.why }}
        page={{ at, set }}
        columns={[
          {
            title: texts.name,
            width: 160,
            render: (_, row) => (
              <>
                {row.name}
                <div className="code">{row.code}</div>
              </>
            ),
          },
          { title: texts.definition, dataIndex: 'definition' },
          { title: texts.basis, dataIndex: 'basis', width: 180 },
          { title: texts.fields, render: (_, row) => <Fields term={row} mayUnbind={may('data.own')} /> },
          {
            title: '',
            key: 'acts',
            width: 160,
            render: (_, row) => (
              <Space>
                {may('data.own') ? (
                  <Button size="small" onClick={() => setAct({ is: 'bind', term: row })}>
                    {texts.bind}
                  </Button>
                ) : null}
                {may('data.govern') ? (
                  <Button size="small" onClick={() => setAct({ is: 'edit', term: row })}>
                    {texts.edit}
                  </Button>
                ) : null}
              </Space>
            ),
          },
        ]}
      />
      {act?.is === 'bind' ? <BindDialog term={act.term} onClose={() => setAct(null)} /> : null}
      {act && act.is !== 'bind' ? (
        <TermDialog {...(act.is === 'edit' ? { term: act.term } : {})} onClose={() => setAct(null)} />
      ) : null}
    </>
  )
}

function Fields({ term, mayUnbind }: { term: BusinessTerm; mayUnbind: boolean }) {
  const texts = useTexts(termTexts)
  if (term.fields.length === 0) return <>{texts.unbound}</>
  return term.fields.map(({ datasetId, datasetName, field, title }) => (
    <div key={`${datasetId} ${field}`}>
      <Link to={`/console/datasets/${datasetId}`}>{datasetName}</Link> · {title}{' '}
      {mayUnbind ? (
        <ActButton<typeof bindTerm>
          act={() => client.call(bindTerm, { params: { id: datasetId }, body: { field, term: null } })}
          touches={[listTerms]}
        >
          {texts.unbind}
        </ActButton>
      ) : null}
    </div>
  ))
}

function TermDialog({ term, onClose }: { term?: BusinessTerm; onClose: () => void }) {
  const texts = useTexts(termTexts)
  return (
    <FormDialog<Pick<BusinessTerm, 'code' | 'name' | 'definition'> & { basis?: string }>
      title={term ? texts.edit : texts.add}
      {...(term ? { first: term } : {})}
      fields={[
        ...(term ? [] : [{ name: 'code', label: texts.code, kind: 'code' as const, required: true }]),
        { name: 'name', label: texts.name, kind: 'text', required: true, maxLength: 60 },
        { name: 'definition', label: texts.definition, kind: 'area', required: true, maxLength: 1000 },
        { name: 'basis', label: texts.basis, kind: 'text', maxLength: 200 },
      ]}
      act={async ({ code, name, definition, basis = '' }) => {
        const params = { code: term?.code ?? code }
        await client.call(putTerm, { params, body: { name, definition, basis } })
        refresh(listTerms)
      }}
      onClose={onClose}
    />
  )
}

function BindDialog({ term, onClose }: { term: BusinessTerm; onClose: () => void }) {
  const texts = useTexts(termTexts)
  return (
    <FormDialog<{ column: Column }>
      title={texts.bind}
      why={`${term.name}：${term.definition}`}
      fields={[
        { name: 'column', label: texts.field, kind: 'custom', required: true, control: <ColumnOfDataset /> },
      ]}
      act={async ({ column: { datasetId, field } }) => {
        await client.call(bindTerm, { params: { id: datasetId ?? '' }, body: { field, term: term.code } })
        refresh(listTerms)
      }}
      onClose={onClose}
    />
  )
}

interface Column {
  datasetId: string | undefined
  field: string
}

interface ColumnOfDatasetProps {
  value?: Column
  onChange?: (value: Column) => void
}

function ColumnOfDataset({ value, onChange }: ColumnOfDatasetProps) {
  const texts = useTexts(termTexts)
  return (
    <Space>
      <DatasetSelect
        width={220}
        value={value?.datasetId}
        onChange={(datasetId) => onChange?.({ datasetId, field: '' })}
      />
      <ColumnSelect
        label={texts.field}
        placeholder={texts.field}
        width={200}
        datasetId={value?.datasetId}
        value={value?.field || undefined}
        onChange={(field) => onChange?.({ datasetId: value?.datasetId, field: field ?? '' })}
      />
    </Space>
  )
}
