import { getTrace, type TraceNode } from '@civitas/sdk'
import { EmptyState, formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Facts, Page, Raw, Section } from '../parts/page.tsx'
import styles from '../parts/parts.module.css'
import { ChainGraph } from './chain-graph.tsx'
import { layOutChain } from './chain-layout.ts'
import { nodeAddress } from './node-address.ts'
import graphStyles from './platform.module.css'
import { platformTexts } from './platform.texts.ts'

/** The whole chain for any id, from packet to closed case. */
export function TracePage() {
  const texts = useTexts(platformTexts)
  const [parameters, setParameters] = useSearchParams()
  const id = parameters.get('id') ?? ''
  const [words, setWords] = useState(id)
  const go = () => setParameters(words.trim() ? { id: words.trim() } : {})
  return (
    <Page title={texts.trace} under={texts.traceWhy}>
      <div className={styles.stack}>
        <search className={graphStyles.search}>
          <Input
            allowClear
            className="code"
            aria-label={texts.traceInput}
            placeholder={texts.traceInput}
            value={words}
            onChange={(event) => setWords(event.target.value)}
            onPressEnter={go}
          />
          <Button type="primary" onClick={go}>
            {texts.traceGo}
          </Button>
        </search>
        {id ? <Chain key={id} id={id} /> : null}
      </div>
    </Page>
  )
}

function Chain({ id }: { id: string }) {
  const texts = useTexts(platformTexts)
  const [chosen, setChosen] = useState<string | null>(null)
  const read = useRead(getTrace, { params: { id } }, { staleMs: 0 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  if (read.data.nodes.length === 0) return <EmptyState title={texts.traceNone} why={texts.traceNoneWhy} />
  const layout = layOutChain(read.data.nodes, read.data.links)
  const shown =
    layout.nodes.find((each) => each.key === chosen) ??
    layout.nodes.find((each) => each.node.id === id) ??
    layout.nodes[0]
  return (
    <>
      <Section title={texts.graph} extra={texts.traceCount(formatNumber(layout.nodes.length))}>
        <ChainGraph layout={layout} askedId={id} chosen={shown?.key ?? null} onChoose={setChosen} />
      </Section>
      {shown ? <NodeView node={shown.node} /> : null}
    </>
  )
}

function NodeView({ node }: { node: TraceNode }) {
  const texts = useTexts(platformTexts)
  const address = nodeAddress(node)
  return (
    <Section title={node.title} extra={address ? <Link to={address}>{texts.open}</Link> : null}>
      <Facts
        facts={[
          { label: texts.kinds[node.kind] ?? node.kind, value: <span className="code">{node.id}</span> },
          { label: texts.deadColumns.time, value: formatTime(node.time) },
        ]}
      />
      <div style={{ height: 12 }} />
      <Raw>{JSON.stringify(node.detail, null, 2)}</Raw>
    </Section>
  )
}
