import { type CaseTypeDesign, listCaseTypeDesigns, saveCaseTypeDraft } from '@civitas/sdk'
import { formatNumber, usePick, useTexts } from '@civitas/ui'
import { Button, Table } from 'antd'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Page, Quiet, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { designTexts } from './case-types.texts.ts'
import { blankContent } from './design.ts'

/** Case types of the domains and of the city, with what is in force, drafted and running. */
export function CaseTypeListPage() {
  const shell = useTexts(consoleTexts)
  const texts = useTexts(designTexts)
  const pick = usePick()
  const may = useMay()
  const [isAdding, setAdding] = useState(false)
  const read = useRead(listCaseTypeDesigns, {})
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const running = (one: CaseTypeDesign) => one.versions.reduce((sum, each) => sum + each.running, 0)
  return (
    <Page
      title={shell.pages['case-types']}
      acts={
        may('cases.manage') ? (
          <Button type="primary" onClick={() => setAdding(true)}>
            {texts.add}
          </Button>
        ) : null
      }
    >
      <Quiet>{texts.why}</Quiet>
      <Table<CaseTypeDesign>
        size="small"
        rowKey="type"
        scroll={{ x: true }}
        loading={read.isPending}
        dataSource={read.data?.items ?? []}
        pagination={false}
        columns={[
          {
            title: texts.type,
            key: 'title',
            render: (_, one) => <Link to={`/console/case-types/${one.type}`}>{pick(one.title)}</Link>,
          },
          { title: texts.code, key: 'code', render: (_, one) => <span className="code">{one.type}</span> },
          {
            title: texts.origin,
            key: 'origin',
            render: (_, one) => (one.declared ? texts.declared : texts.own),
          },
          { title: texts.active, key: 'active', render: (_, one) => <Active one={one} /> },
          {
            title: texts.draft,
            key: 'draft',
            render: (_, one) => {
              const draft = one.versions.find((each) => each.state === 'draft')
              return draft ? (
                <StateTag tone="loud">{texts.version(formatNumber(draft.version))}</StateTag>
              ) : (
                '—'
              )
            },
          },
          {
            ...{ title: texts.running, key: 'running', align: 'right' },
            render: (_, one) => texts.cases(formatNumber(running(one))),
          },
        ]}
      />
      {isAdding ? <AddDialog onClose={() => setAdding(false)} /> : null}
    </Page>
  )
}

function Active({ one }: { one: CaseTypeDesign }) {
  const texts = useTexts(designTexts)
  if (one.active === null) return <StateTag>{texts.none}</StateTag>
  return one.active === 0 ? texts.declaredVersion : texts.version(formatNumber(one.active))
}

interface AddForm {
  code: string
  title: string
  prefix: string
}

function AddDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(designTexts)
  const navigate = useNavigate()
  return (
    <FormDialog<AddForm>
      title={texts.add}
      fields={[
        { kind: 'text', name: 'title', label: texts.title, required: true, maxLength: 60 },
        {
          ...{ kind: 'code', name: 'code', label: texts.code, required: true, extra: texts.codeHint },
          pattern: { is: /^[a-z][a-z0-9-]{1,50}$/, else: texts.codeHint },
        },
        {
          ...{ kind: 'code', name: 'prefix', label: texts.prefix, required: true, extra: texts.prefixHint },
          pattern: { is: /^[A-Z]{2,6}$/, else: texts.prefixHint },
        },
      ]}
      act={async ({ code, title, prefix }) => {
        const content = blankContent(title, prefix, texts.firstStage, texts.firstExit)
        const saved = await client.call(saveCaseTypeDraft, {
          params: { type: `city.${code}` },
          body: { content, note: '' },
        })
        refresh(listCaseTypeDesigns)
        navigate(`/console/case-types/${saved.design.type}`)
      }}
      onClose={onClose}
    />
  )
}
