import { useTexts } from '@civitas/ui'
import { Tabs } from 'antd'
import { useSearchParams } from 'react-router'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { BatchPanel } from './batch-panel.tsx'
import { BoardPanel } from './board-panel.tsx'
import { collectTexts } from './collect.texts.ts'
import { DestructionPanel } from './destruction-panel.tsx'
import { DutyPanel } from './duty-panel.tsx'
import { SourcePanel } from './source-panel.tsx'
import { SpacePanel } from './space-panel.tsx'

/** 归集监测: sources, batches, duties, spaces and destruction, with how all of it stands (PLT-043, PLT-044). */
export function CollectPage() {
  const texts = useTexts(collectTexts)
  const may = useMay()
  const [search, setSearch] = useSearchParams()
  const all = [
    { key: 'board', needs: 'data.collect', children: <BoardPanel /> },
    { key: 'batches', needs: 'data.own', children: <BatchPanel /> },
    { key: 'sources', needs: 'data.collect', children: <SourcePanel /> },
    { key: 'duties', needs: 'data.collect', children: <DutyPanel /> },
    { key: 'spaces', needs: 'data.collect', children: <SpacePanel /> },
    { key: 'destructions', needs: 'data.own', children: <DestructionPanel /> },
  ] as const
  const items = all
    .filter((one) => may(one.needs))
    .map(({ key, children }) => ({ key, label: texts.tabs[key], children }))
  return (
    <Page title={texts.title} under={texts.under}>
      <Tabs
        activeKey={search.get('tab') ?? items[0]?.key}
        onChange={(tab) => setSearch({ tab }, { replace: true })}
        destroyOnHidden
        items={items}
      />
    </Page>
  )
}
