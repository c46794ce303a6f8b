import { changeRule, createRule, getRule, listRules, type Rule, type RuleDefinition } from '@civitas/sdk'
import { EmptyState, Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { DryRunSection } from './dry-run.tsx'
import { RuleForm } from './rule-form.tsx'
import styles from './rules.module.css'
import { rulesTexts } from './rules.texts.ts'

const blank: RuleDefinition = {
  title: '',
  thingType: '',
  value: '',
  levels: [{ level: 'yellow', raise: { op: '>=', value: 0 }, clear: { op: '<', value: 0 }, holdSeconds: 0 }],
  allowedLatenessSeconds: 86_400,
  eventType: '',
}

/** Writes a new rule (`?from=` copies one) or changes one made here; it can be played over the past before it is saved. */
export function RuleEditPage() {
  const { id } = useParams()
  const texts = useTexts(rulesTexts)
  const may = useMay()
  const [parameters] = useSearchParams()
  const source = id ?? parameters.get('from')
  const read = useRead(getRule, { params: { id: source ?? '' } }, { enabled: source !== null })
  if (!may('sensing.rules')) return <EmptyState title={texts.mayNot} />
  if (source === null) return <Editor rule={null} first={blank} />
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { rule } = read.data
  if (id) return <Editor rule={rule} first={rule.definition} />
  const title = texts.copyTitle(rule.definition.title).slice(0, 100)
  return <Editor rule={null} first={{ ...rule.definition, title }} />
}

/** What is sent: unset parts are left out. */
function toBody(definition: RuleDefinition): RuleDefinition {
  return JSON.parse(JSON.stringify(definition)) as RuleDefinition
}

function Editor({ rule, first }: { rule: Rule | null; first: RuleDefinition }) {
  const texts = useTexts(rulesTexts)
  const navigate = useNavigate()
  const [definition, setDefinition] = useState(first)
  // The version one began with; a rule somebody else changed meanwhile is refused, not overwritten.
  const [version] = useState(rule?.version ?? '')
  const save = useMutation({
    mutationFn: (enabled: boolean) =>
      rule
        ? client.call(changeRule, {
            params: { id: rule.id },
            body: { definition: toBody(definition), enabled, version },
          })
        : client.call(createRule, { body: { definition: toBody(definition), enabled } }),
    onSuccess: (saved) => {
      refresh(listRules, getRule)
      navigate(`/console/rules/${encodeURIComponent(saved.id)}`)
    },
  })
  return (
    <Page
      backTo={rule ? `/console/rules/${encodeURIComponent(rule.id)}` : '/console/rules'}
      title={rule ? texts.edit : texts.create}
    >
      <ProblemNote error={save.error} />
      <RuleForm value={definition} onChange={setDefinition} error={save.error} />
      <div style={{ height: 16 }} />
      <DryRunSection definition={toBody(definition)} />
      <div className={styles.foot}>
        <Button loading={save.isPending} onClick={() => save.mutate(false)}>
          {texts.saveDisabled}
        </Button>
        <Button type="primary" loading={save.isPending} onClick={() => save.mutate(true)}>
          {texts.saveEnabled}
        </Button>
      </div>
    </Page>
  )
}
