import {
  assignEdgeModule,
  type EdgeModule,
  getEdgeNode,
  listEdgeNodes,
  withdrawEdgeModule,
} from '@civitas/sdk'
import { formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import styles from '../devices/devices.module.css'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Facts, Line, Lines, Quiet, Section, StateTag } from '../parts/page.tsx'
import { parseObject } from '../parts/parse-object.ts'
import { terminalsTexts } from './terminals.texts.ts'

interface ModuleForm {
  module: string
  kind: EdgeModule['kind']
  version: string
  content?: string
}

/** One edge node with what it should run, what it runs, and the readings it holds back. */
export function EdgeNodeView({ id }: { id: string }) {
  const { nodes: texts } = useTexts(terminalsTexts)
  const [isAssigning, setAssigning] = useState(false)
  const [withdrawing, setWithdrawing] = useState<string | null>(null)
  const read = useRead(getEdgeNode, { params: { id } }, { everyMs: 5_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const node = read.data
  return (
    <div className={styles.stack}>
      <Facts
        facts={[
          { label: texts.seen, value: formatTime(node.lastSeenTime) },
          { label: texts.heartbeat, value: formatNumber(node.heartbeatSeconds) },
          { label: texts.queued, value: formatNumber(node.queued) },
          {
            label: texts.sequence,
            value: <span className="code">{node.lastSequence ?? '—'}</span>,
          },
        ]}
      />
      <Quiet>{texts.buffered}</Quiet>
      <Section
        title={texts.assigned}
        extra={
          <Button size="small" type="primary" onClick={() => setAssigning(true)}>
            {texts.assign}
          </Button>
        }
      >
        {node.assigned.length === 0 ? <Quiet>{texts.noAssigned}</Quiet> : null}
        <Lines>
          {node.assigned.map((each) => (
            <Line
              key={each.module}
              before={
                <StateTag tone={each.inStep ? undefined : 'loud'}>
                  {each.inStep ? texts.inStep : texts.notInStep}
                </StateTag>
              }
              title={
                <>
                  {each.module} <span className="code">{each.version}</span> {texts.kinds[each.kind]}
                </>
              }
              note={
                <Button size="small" danger onClick={() => setWithdrawing(each.module)}>
                  {texts.withdraw}
                </Button>
              }
            />
          ))}
        </Lines>
      </Section>
      <Section title={texts.running}>
        {node.running.length === 0 ? <Quiet>{texts.noRunning}</Quiet> : null}
        <Lines>
          {node.running.map((each) => (
            <Line key={each.module} title={each.module} note={<span className="code">{each.version}</span>} />
          ))}
        </Lines>
      </Section>
      {isAssigning ? <AssignDialog id={id} onClose={() => setAssigning(false)} /> : null}
      {withdrawing ? (
        <ActDialog
          title={texts.withdraw}
          why={texts.withdrawWhy}
          danger
          comment="none"
          act={async () => {
            await client.call(withdrawEdgeModule, { params: { id, module: withdrawing } })
            refresh(getEdgeNode, listEdgeNodes)
          }}
          onClose={() => setWithdrawing(null)}
        />
      ) : null}
    </div>
  )
}

function AssignDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { nodes: texts } = useTexts(terminalsTexts)
  return (
    <FormDialog<ModuleForm>
      title={texts.assign}
      why={texts.assignWhy}
      first={{ kind: 'rule' }}
      fields={[
        { name: 'module', label: texts.module, kind: 'text', required: true, maxLength: 100 },
        {
          name: 'kind',
          label: texts.kind,
          kind: 'choice',
          required: true,
          options: Object.entries(texts.kinds).map(([value, label]) => ({ value, label })),
        },
        { name: 'version', label: texts.version, kind: 'code', required: true, maxLength: 100 },
        {
          name: 'content',
          label: texts.content,
          kind: 'area',
          check: (value) =>
            typeof value === 'string' && value.trim() && parseObject(value) === null
              ? texts.contentWrong
              : null,
        },
      ]}
      act={async ({ content, ...module }) => {
        const held = content?.trim() ? parseObject(content) : null
        await client.call(assignEdgeModule, { params: { id }, body: { ...module, content: held } })
        refresh(getEdgeNode, listEdgeNodes)
      }}
      onClose={onClose}
    />
  )
}
