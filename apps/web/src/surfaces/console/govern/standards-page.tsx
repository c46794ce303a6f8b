import {
  type CodeSet,
  type DataElement,
  listCodeSets,
  listElements,
  moveElement,
  putElement,
} from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Button, Tabs } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { CodeSetDialog } from './code-set-dialog.tsx'
import { DesignCheck } from './design-check.tsx'
import styles from './govern.module.css'
import { governTexts } from './govern.texts.ts'
import { ActButton, pageSize, Rows } from './parts.tsx'
import { TermList } from './term-list.tsx'
import { termTexts } from './terms.texts.ts'

/** 数据标准: elements and code sets columns follow (PLT-062). */
export function StandardsPage() {
  const texts = useTexts(governTexts)
  const { standards } = texts
  const terms = useTexts(termTexts)
  const may = useMay()
  const [places, setPlaces] = useSearchParams()
  const [isAdding, setAdding] = useState(false)
  return (
    <Page
      title={standards.title}
      acts={
        may('data.govern') ? (
          <Button type="primary" onClick={() => setAdding(true)}>
            {standards.add}
          </Button>
        ) : undefined
      }
    >
      <Tabs
        activeKey={places.get('tab') ?? 'elements'}
        onChange={(tab) => setPlaces({ tab }, { replace: true })}
        items={[
          { key: 'elements', label: standards.elements, children: <ElementList /> },
          { key: 'codes', label: standards.codeSets, children: <CodeSetList /> },
          { key: 'terms', label: terms.tab, children: <TermList /> },
          { key: 'design', label: standards.design, children: <DesignCheck /> },
        ]}
      />
      {isAdding ? <ElementDialog onClose={() => setAdding(false)} /> : null}
    </Page>
  )
}

function ElementList() {
  const texts = useTexts(governTexts)
  const { standards, common } = texts
  const may = useMay()
  const [at, set] = useState(1)
  const read = useRead(
    listElements,
    { query: { limit: pageSize, offset: (at - 1) * pageSize } },
    { keepPrevious: true },
  )
  const next: Partial<Record<DataElement['state'], [DataElement['state'], string]>> = {
    draft: ['in-review', standards.submit],
    'in-review': ['published', standards.publish],
    published: ['withdrawn', standards.withdraw],
  }
  return (
    <Rows
      label={standards.elements}
      read={read}
      rowKey={(row) => row.code}
      page={{ at, set }}
      columns={[
        { title: common.name, dataIndex: 'name' },
        { title: standards.element, render: (_, row) => <span className="code">{row.code}</span> },
        {
          title: common.definition,
          render: (_, row) => <span className={styles.words}>{row.definition}</span>,
        },
        { title: standards.standard, dataIndex: 'standard' },
        { title: standards.codeSets, render: (_, row) => row.codeSet ?? '—' },
        { title: standards.used, align: 'right', render: (_, row) => formatNumber(row.usedBy) },
        { title: common.state, render: (_, row) => texts.states[row.state] },
        {
          title: common.act,
          render: (_, row) => {
            const move = next[row.state]
            if (!move || !may('data.govern')) return '—'
            return (
              <ActButton<typeof moveElement>
                act={() => client.call(moveElement, { params: { code: row.code }, body: { state: move[0] } })}
                touches={[listElements]}
              >
                {move[1]}
              </ActButton>
            )
          },
        },
      ]}
    />
  )
}

function CodeSetList() {
  const { standards, common } = useTexts(governTexts)
  const may = useMay()
  const [putting, setPutting] = useState<CodeSet | 'new' | null>(null)
  const read = useRead(listCodeSets, { query: {} })
  return (
    <>
      {may('data.govern') ? (
        <div className={styles.bar}>
          <Button size="small" onClick={() => setPutting('new')}>
            {standards.addCodeSet}
          </Button>
        </div>
      ) : null}
      <Rows
        label={standards.codeSets}
        read={read}
        rowKey={(row) => row.code}
        columns={[
          { title: common.name, dataIndex: 'name' },
          { title: standards.standard, dataIndex: 'standard' },
          { title: standards.version, render: (_, row) => `${row.version}（${row.validFrom}）` },
          {
            title: standards.codes,
            render: (_, row) => (
              <span className={styles.words}>
                {row.codes
                  .slice(0, 8)
                  .map((one) => `${one.code} ${one.name}`)
                  .join('，')}
                {row.codes.length > 8 ? ` … ${formatNumber(row.codes.length)}` : ''}
              </span>
            ),
          },
          {
            title: common.act,
            render: (_, row) =>
              may('data.govern') ? (
                <Button size="small" onClick={() => setPutting(row)}>
                  {standards.newVersion}
                </Button>
              ) : (
                '—'
              ),
          },
        ]}
      />
      {putting ? (
        <CodeSetDialog codeSet={putting === 'new' ? undefined : putting} onClose={() => setPutting(null)} />
      ) : null}
    </>
  )
}

interface ElementForm {
  code: string
  name: string
  definition: string
  standard: string
  type: DataElement['type']
  synonyms?: string
  codeSet?: string
  maxLength?: number
}

function ElementDialog({ onClose }: { onClose: () => void }) {
  const { standards, common } = useTexts(governTexts)
  const types = ['text', 'integer', 'number', 'boolean', 'date', 'time', 'geometry'].map((value) => ({
    value,
    label: value,
  }))
  return (
    <FormDialog<ElementForm>
      title={standards.add}
      first={{ type: 'text' }}
      fields={[
        { name: 'code', label: standards.element, kind: 'code', required: true },
        { name: 'name', label: common.name, kind: 'text', required: true },
        { name: 'definition', label: common.definition, kind: 'area', required: true },
        { name: 'standard', label: standards.standard, kind: 'text', required: true },
        { name: 'type', label: standards.type, kind: 'choice', options: types, required: true },
        { name: 'maxLength', label: standards.length, kind: 'number', min: 1 },
        { name: 'codeSet', label: standards.codeSets, kind: 'code' },
        { name: 'synonyms', label: standards.synonyms, kind: 'text' },
      ]}
      act={async ({ code, synonyms, codeSet, maxLength, ...rest }) => {
        await client.call(putElement, {
          params: { code },
          body: {
            ...rest,
            ...{
              maxLength: maxLength ?? null,
              codeSet: codeSet || null,
              pattern: null,
              identifier: null,
              sensitive: null,
            },
            synonyms: (synonyms ?? '')
              .split(/[,，]/)
              .map((one) => one.trim())
              .filter(Boolean),
          },
        })
        refresh(listElements)
      }}
      onClose={onClose}
    />
  )
}
