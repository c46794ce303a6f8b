import { type CodeLink, listCascadeNodes, listCodeLinks, listCodeSets, putCodeLinks } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, Checkbox } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { pageSize, Rows } from '../govern/parts.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { levelTexts } from './levels.texts.ts'

type Form = Pick<CodeLink, 'nodeId' | 'codeSet' | 'foreignCode'> & { code: string }

/** 代码对照: codes of other platforms and what they are here, those without first. */
export function CodeLinks() {
  const texts = useTexts(levelTexts)
  const may = useMay()
  const [at, set] = useState(1)
  const [only, setOnly] = useState(false)
  const [doing, setDoing] = useState<Partial<Form>>()
  const read = useRead(
    listCodeLinks,
    { query: { limit: pageSize, offset: (at - 1) * pageSize, ...(only ? { unmapped: true } : {}) } },
    { keepPrevious: true },
  )
  return (
    <>
      <p style={{ marginBottom: 12 }}>{texts.codesUnder}</p>
      <div style={{ display: 'flex', gap: 16, alignItems: 'center', marginBottom: 12 }}>
        {may('data.govern') ? (
          <Button type="primary" onClick={() => setDoing({})}>
            {texts.map}
          </Button>
        ) : null}
        <Checkbox
          checked={only}
          onChange={(event) => {
            setOnly(event.target.checked)
            set(1)
          }}
        >
          {texts.onlyUnmapped}
        </Checkbox>
      </div>
      <Rows<CodeLink>
        label={texts.codeSet}
        read={read}
        rowKey={(row) => `${row.nodeId} ${row.codeSet} ${row.foreignCode}`}
        page={{ at, set }}
        none={{ title: texts.noCodes, why: texts.noCodesWhy }}
        columns={[
          { title: texts.node, dataIndex: 'nodeName' },
          { title: texts.codeSet, dataIndex: 'codeSetName' },
          { title: texts.foreignCode, render: (_, row) => <span className="code">{row.foreignCode}</span> },
          {
            title: texts.code,
            render: (_, row) =>
              row.code === null ? (
                <StateTag tone="over">{texts.unmapped}</StateTag>
              ) : (
                <>
                  <span className="code">{row.code}</span> {row.codeName}
                </>
              ),
          },
          { title: texts.seen, align: 'right', render: (_, row) => formatNumber(row.seen) },
          { title: texts.lastSeen, render: (_, row) => (row.seenTime ? formatTime(row.seenTime) : '—') },
          {
            title: '',
            key: 'acts',
            render: (_, { nodeId, codeSet, foreignCode, code }) =>
              may('data.govern') ? (
                <Button
                  size="small"
                  onClick={() => setDoing({ nodeId, codeSet, foreignCode, code: code ?? undefined })}
                >
                  {texts.map}
                </Button>
              ) : null,
          },
        ]}
      />
      {doing ? <MapDialog first={doing} onClose={() => setDoing(undefined)} /> : null}
    </>
  )
}

function MapDialog({ first, onClose }: { first: Partial<Form>; onClose: () => void }) {
  const texts = useTexts(levelTexts)
  const nodes = useRead(listCascadeNodes, {})
  const sets = useRead(listCodeSets, { query: {} })
  const [chosen, setChosen] = useState(first.codeSet)
  const codes = sets.data?.find((one) => one.code === chosen)?.codes ?? []
  return (
    <FormDialog<Form>
      title={texts.map}
      first={first}
      fields={[
        {
          ...{ kind: 'choice', name: 'nodeId', label: texts.node, required: true },
          options: (nodes.data?.items ?? []).map((one) => ({ value: one.id, label: one.name })),
        },
        {
          ...{ kind: 'choice', name: 'codeSet', label: texts.codeSet, required: true },
          options: (sets.data ?? []).map((one) => ({
            value: one.code,
            label: `${one.name} ${one.standard}`,
          })),
        },
        { kind: 'code', name: 'foreignCode', label: texts.foreignCode, required: true, maxLength: 80 },
        {
          ...{ kind: 'choice', name: 'code', label: texts.code, required: true },
          options: codes.map((one) => ({ value: one.code, label: `${one.code} ${one.name}` })),
        },
      ]}
      onChange={(values) => setChosen(values.codeSet)}
      act={async ({ nodeId, codeSet, foreignCode, code }) => {
        await client.call(putCodeLinks, { body: { nodeId, codeSet, links: [{ foreignCode, code }] } })
        refresh(listCodeLinks)
      }}
      onClose={onClose}
    />
  )
}
