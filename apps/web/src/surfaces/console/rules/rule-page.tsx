import { changeRule, getRule, listRules, type OperationOutput, type Rule } from '@civitas/sdk'
import { formatTime, Loading, useTexts } from '@civitas/ui'
import { Button, Collapse, Tabs } from 'antd'
import { useState } from 'react'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Page, Quiet } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { DryRunSection } from './dry-run.tsx'
import { FiringList } from './firing-list.tsx'
import { ReactionList } from './reaction-list.tsx'
import { RuleDefinitionView } from './rule-definition.tsx'
import { RuleStateTag } from './rule-list-page.tsx'
import { rulesTexts } from './rules.texts.ts'

type Versions = OperationOutput<typeof getRule>['versions']

/** One rule: what it says, what it would have done, what it did. */
export function RulePage() {
  const { id = '' } = useParams()
  const { pageTabs, declaredWhy } = useTexts(rulesTexts)
  const may = useMay()
  const [parameters, setParameters] = useSearchParams()
  const read = useRead(getRule, { params: { id } }, { everyMs: 30_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { rule, versions } = read.data
  const panes = [
    { key: 'definition', children: <RuleDefinitionView definition={rule.definition} /> },
    { key: 'dryRun', children: <DryRunSection definition={rule.definition} />, needs: 'sensing.rules' },
    { key: 'firings', children: <FiringList ruleId={rule.id} /> },
    { key: 'reactions', children: <ReactionList ruleId={rule.id} /> },
    { key: 'versions', children: <VersionList versions={versions} /> },
  ] as const
  return (
    <Page
      backTo="/console/rules"
      title={
        <>
          {rule.definition.title} <RuleStateTag rule={rule} />
        </>
      }
      under={
        <>
          <span className="code">{rule.id}</span> {rule.declared ? declaredWhy : null}
        </>
      }
      acts={may('sensing.rules') ? <RuleActs rule={rule} /> : null}
    >
      <Tabs
        destroyOnHidden
        activeKey={parameters.get('tab') ?? 'definition'}
        onChange={(tab) => setParameters(tab === 'definition' ? {} : { tab }, { replace: true })}
        items={panes
          .filter((pane) => !('needs' in pane) || may(pane.needs))
          .map(({ key, children }) => ({ key, label: pageTabs[key], children }))}
      />
    </Page>
  )
}

function RuleActs({ rule }: { rule: Rule }) {
  const texts = useTexts(rulesTexts)
  const navigate = useNavigate()
  const [isSwitching, setSwitching] = useState(false)
  const address = `/console/rules/${encodeURIComponent(rule.id)}`
  return (
    <>
      <Button onClick={() => navigate(`/console/rules/new?from=${encodeURIComponent(rule.id)}`)}>
        {texts.copy}
      </Button>
      {rule.declared ? null : (
        <>
          <Button onClick={() => setSwitching(true)}>{rule.enabled ? texts.disable : texts.enable}</Button>
          <Button type="primary" onClick={() => navigate(`${address}/edit`)}>
            {texts.edit}
          </Button>
        </>
      )}
      {isSwitching ? (
        <ActDialog
          title={rule.enabled ? texts.disable : texts.enable}
          why={rule.enabled ? texts.disableWhy : texts.enableWhy}
          comment="none"
          act={async () => {
            const { id, definition, version, enabled } = rule
            await client.call(changeRule, {
              params: { id },
              body: { definition, version, enabled: !enabled },
            })
            refresh(getRule, listRules)
          }}
          onClose={() => setSwitching(false)}
        />
      ) : null}
    </>
  )
}

function VersionList({ versions }: { versions: Versions }) {
  const texts = useTexts(rulesTexts)
  if (versions.length === 0) return <Quiet>{texts.noVersions}</Quiet>
  return (
    <Collapse
      items={versions.map((each) => ({
        key: each.version,
        label: (
          <>
            <span className="code">{each.version}</span> {formatTime(each.time)} {each.by}
          </>
        ),
        children: <RuleDefinitionView definition={each.definition} />,
      }))}
    />
  )
}
