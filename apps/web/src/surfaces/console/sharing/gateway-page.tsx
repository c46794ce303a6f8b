import { useTexts } from '@civitas/ui'
import { useMay } from '../parts/permissions.tsx'
import { abilityCareTexts } from './ability-care.texts.ts'
import { AbilityList } from './ability-list.tsx'
import { AbilityRequestList } from './ability-request-list.tsx'
import { AppList } from './app-list.tsx'
import { GatewayStatistics, ServiceRate } from './gateway-statistics.tsx'
import { ProviderRatings } from './provider-ratings.tsx'
import { sharingTexts } from './sharing.texts.ts'
import { TabsPage } from './tabs-page.tsx'
import { UseList } from './use-list.tsx'

/** 能力与网关: abilities, keys, quotas, breakers, and who used what (PLT-053, PLT-070). */
export function GatewayPage() {
  const { title, tabs } = useTexts(sharingTexts).gateway
  const { mutual } = useTexts(abilityCareTexts)
  const may = useMay()
  return (
    <TabsPage
      title={title}
      tabs={[
        { key: 'abilities', label: tabs.abilities, children: <AbilityList /> },
        { key: 'requests', label: tabs.requests, children: <AbilityRequestList /> },
        ...(may('data.apply') || may('data.operate')
          ? [{ key: 'apps', label: tabs.apps, children: <AppList /> }]
          : []),
        { key: 'uses', label: tabs.uses, children: <UseList /> },
        { key: 'statistics', label: tabs.statistics, children: <GatewayStatistics /> },
        { key: 'rate', label: tabs.rate, children: <ServiceRate /> },
        { key: 'mutual', label: mutual, children: <ProviderRatings /> },
      ]}
    />
  )
}
