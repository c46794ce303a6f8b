import { LoadingOutlined } from '@ant-design/icons'
import { EmptyState, Loading, ThemeRoot, useLocale, useTexts } from '@civitas/ui'
import { antdTheme } from '@civitas/ui/antd-theme.ts'
import { App, ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import 'dayjs/locale/zh-cn'
import { type ComponentType, lazy, Suspense, useMemo } from 'react'
import { Link, Route, Routes } from 'react-router'
import { appTexts } from '../../app/app.texts.ts'
import { ErrorBoundary } from '../../app/error-boundary.tsx'
import { WithMe } from '../../app/require-session.tsx'
import { MeContext } from './parts/permissions.tsx'
import { useDensity } from './shell/density.ts'
import { Shell } from './shell/shell.tsx'

/** A name is read without its icon, also while the icon of work in progress fades. */
const quietButtons = { autoInsertSpace: false, loadingIcon: <LoadingOutlined aria-hidden /> }

function page<N extends string>(load: () => Promise<Record<N, ComponentType>>, name: N) {
  return lazy(() => load().then((module) => ({ default: module[name] })))
}

const pages: { path: string; Page: ComponentType }[] = [
  { path: '', Page: page(() => import('./overview/overview-page.tsx'), 'OverviewPage') },
  { path: 'events', Page: page(() => import('./events/event-list-page.tsx'), 'EventListPage') },
  { path: 'events/:id', Page: page(() => import('./events/event-page.tsx'), 'EventPage') },
  { path: 'warnings', Page: page(() => import('./warnings/warning-list-page.tsx'), 'WarningListPage') },
  { path: 'warnings/:id', Page: page(() => import('./warnings/warning-page.tsx'), 'WarningPage') },
  { path: 'exchange', Page: page(() => import('./events/exchange-page.tsx'), 'ExchangePage') },
  { path: 'opinion', Page: page(() => import('./opinion/opinion-page.tsx'), 'OpinionPage') },
  { path: 'opinion/:id', Page: page(() => import('./opinion/topic-page.tsx'), 'TopicPage') },
  { path: 'ledger', Page: page(() => import('./ledger/ledger-page.tsx'), 'LedgerPage') },
  { path: 'cases', Page: page(() => import('./cases/case-list-page.tsx'), 'CaseListPage') },
  { path: 'cases/:id', Page: page(() => import('./cases/case-page.tsx'), 'CasePage') },
  { path: 'dispatch', Page: page(() => import('./cases/dispatch-page.tsx'), 'DispatchPage') },
  { path: 'supervision', Page: page(() => import('./cases/supervision-page.tsx'), 'SupervisionPage') },
  { path: 'duties', Page: page(() => import('./cases/duties-page.tsx'), 'DutiesPage') },
  { path: 'boards', Page: page(() => import('./boards/boards-page.tsx'), 'BoardsPage') },
  { path: 'spot-checks', Page: page(() => import('./cases/spot-checks-page.tsx'), 'SpotChecksPage') },
  { path: 'appraisal', Page: page(() => import('./cases/appraisal-page.tsx'), 'AppraisalPage') },
  {
    path: 'case-types',
    Page: page(() => import('./case-types/case-type-list-page.tsx'), 'CaseTypeListPage'),
  },
  { path: 'case-types/:id', Page: page(() => import('./case-types/case-type-page.tsx'), 'CaseTypePage') },
  {
    path: 'openness',
    Page: page(() => import('./openness/openness-console-page.tsx'), 'OpennessConsolePage'),
  },
  { path: 'robots', Page: page(() => import('./cases/robots-page.tsx'), 'RobotsPage') },
  { path: 'calendars', Page: page(() => import('./cases/calendars-page.tsx'), 'CalendarsPage') },
  { path: 'inbox', Page: page(() => import('./messages/inbox-page.tsx'), 'InboxPage') },
  { path: 'my-desk', Page: page(() => import('./portal/my-desk-page.tsx'), 'MyDeskPage') },
  { path: 'search', Page: page(() => import('./portal/search-page.tsx'), 'SearchPage') },
  { path: 'templates', Page: page(() => import('./messages/templates-page.tsx'), 'TemplatesPage') },
  { path: 'messages', Page: page(() => import('./messages/sent-page.tsx'), 'SentPage') },
  { path: 'message-costs', Page: page(() => import('./messages/costs-page.tsx'), 'MessageCostsPage') },
  { path: 'messages/:id', Page: page(() => import('./messages/sent-page.tsx'), 'ReportPage') },
  { path: 'hotline', Page: page(() => import('./hotline/desk-page.tsx'), 'DeskPage') },
  { path: 'tickets', Page: page(() => import('./hotline/tickets-page.tsx'), 'TicketsPage') },
  { path: 'hotline-board', Page: page(() => import('./hotline/board-page.tsx'), 'BoardPage') },
  { path: 'knowledge', Page: page(() => import('./hotline/knowledge-page.tsx'), 'KnowledgePage') },
  { path: 'incidents', Page: page(() => import('./command/incident-list-page.tsx'), 'IncidentListPage') },
  { path: 'incidents/:id', Page: page(() => import('./command/stage-page.tsx'), 'StagePage') },
  { path: 'incidents/:id/review', Page: page(() => import('./command/review-page.tsx'), 'ReviewPage') },
  { path: 'plans', Page: page(() => import('./command/plan-pages.tsx'), 'PlanListPage') },
  { path: 'plans/:id', Page: page(() => import('./command/plan-pages.tsx'), 'PlanPage') },
  { path: 'plans/:id/cards', Page: page(() => import('./library/post-cards-page.tsx'), 'PostCardsPage') },
  { path: 'plan-cards', Page: page(() => import('./library/plan-card-list-page.tsx'), 'PlanCardListPage') },
  { path: 'plan-cards/:id', Page: page(() => import('./library/plan-card-page.tsx'), 'PlanCardPage') },
  {
    path: 'case-library',
    Page: page(() => import('./library/case-library-page.tsx'), 'CaseLibraryPage'),
  },
  {
    path: 'case-library/:id',
    Page: page(() => import('./library/library-case-page.tsx'), 'LibraryCasePage'),
  },
  { path: 'resource-flows', Page: page(() => import('./command/flow-page.tsx'), 'FlowPage') },
  { path: 'resources', Page: page(() => import('./command/resource-page.tsx'), 'ResourcePage') },
  { path: 'rosters', Page: page(() => import('./command/duty-page.tsx'), 'DutyPage') },
  { path: 'war-mode', Page: page(() => import('./command/war-mode-page.tsx'), 'WarModePage') },
  { path: 'imagery', Page: page(() => import('./imagery/imagery-page.tsx'), 'ImageryPage') },
  { path: 'imagery/:id', Page: page(() => import('./imagery/comparison-page.tsx'), 'ComparisonPage') },
  { path: 'simulations', Page: page(() => import('./command/simulation-page.tsx'), 'SimulationPage') },
  { path: 'my-orders', Page: page(() => import('./command/my-orders-page.tsx'), 'MyOrdersPage') },
  { path: 'devices', Page: page(() => import('./devices/device-list-page.tsx'), 'DeviceListPage') },
  { path: 'devices/:id', Page: page(() => import('./devices/device-page.tsx'), 'DevicePage') },
  {
    path: 'credentials',
    Page: page(() => import('./devices/credential-list-page.tsx'), 'CredentialListPage'),
  },
  { path: 'ingest', Page: page(() => import('./devices/ingest-page.tsx'), 'IngestPage') },
  { path: 'commands', Page: page(() => import('./commands/batch-list-page.tsx'), 'BatchListPage') },
  { path: 'commands/:id', Page: page(() => import('./commands/batch-page.tsx'), 'BatchPage') },
  { path: 'rules', Page: page(() => import('./rules/rule-list-page.tsx'), 'RuleListPage') },
  { path: 'rules/new', Page: page(() => import('./rules/rule-edit-page.tsx'), 'RuleEditPage') },
  { path: 'rules/:id', Page: page(() => import('./rules/rule-page.tsx'), 'RulePage') },
  { path: 'rules/:id/edit', Page: page(() => import('./rules/rule-edit-page.tsx'), 'RuleEditPage') },
  { path: 'insight', Page: page(() => import('./insight/insight-page.tsx'), 'InsightPage') },
  { path: 'models', Page: page(() => import('./models/model-list-page.tsx'), 'ModelListPage') },
  { path: 'models/:id', Page: page(() => import('./models/model-page.tsx'), 'ModelPage') },
  { path: 'admission', Page: page(() => import('./admission/admission-page.tsx'), 'AdmissionPage') },
  { path: 'tracks', Page: page(() => import('./tracks/tracks-page.tsx'), 'TracksPage') },
  { path: 'protocols', Page: page(() => import('./protocols/protocols-page.tsx'), 'ProtocolsPage') },
  { path: 'terminals', Page: page(() => import('./terminals/terminals-page.tsx'), 'TerminalsPage') },
  { path: 'terminals/:id', Page: page(() => import('./terminals/terminal-page.tsx'), 'TerminalPage') },
  { path: 'health', Page: page(() => import('./health/health-page.tsx'), 'HealthPage') },
  { path: 'siting', Page: page(() => import('./siting/siting-page.tsx'), 'SitingPage') },
  { path: 'oids', Page: page(() => import('./oids/oid-page.tsx'), 'OidPage') },
  { path: 'conformance', Page: page(() => import('./conformance/conformance-page.tsx'), 'ConformancePage') },
  { path: 'history', Page: page(() => import('./history/history-page.tsx'), 'HistoryPage') },
  { path: 'grids', Page: page(() => import('./grids/grids-page.tsx'), 'GridsPage') },
  { path: 'modules', Page: page(() => import('./modules/modules-page.tsx'), 'ModulesPage') },
  { path: 'city-parts', Page: page(() => import('./city-parts/city-parts-page.tsx'), 'CityPartsPage') },
  { path: 'entities', Page: page(() => import('./entities/entity-list-page.tsx'), 'EntityListPage') },
  { path: 'entities/:id', Page: page(() => import('./entities/entity-page.tsx'), 'EntityPage') },
  {
    path: 'subscriptions',
    Page: page(() => import('./subscriptions/subscriptions-page.tsx'), 'SubscriptionsPage'),
  },
  {
    path: 'indicators',
    Page: page(() => import('./indicators/indicator-list-page.tsx'), 'IndicatorListPage'),
  },
  { path: 'indicators/:id', Page: page(() => import('./indicators/indicator-page.tsx'), 'IndicatorPage') },
  { path: 'watches', Page: page(() => import('./indicators/watch-list-page.tsx'), 'WatchListPage') },
  { path: 'indices', Page: page(() => import('./indices/index-list-page.tsx'), 'IndexListPage') },
  { path: 'indices/:id', Page: page(() => import('./indices/index-page.tsx'), 'IndexPage') },
  { path: 'datasets', Page: page(() => import('./datasets/dataset-list-page.tsx'), 'DatasetListPage') },
  { path: 'datasets/compare', Page: page(() => import('./datasets/compare-page.tsx'), 'ComparePage') },
  { path: 'datasets/:id', Page: page(() => import('./datasets/dataset-page.tsx'), 'DatasetPage') },
  {
    path: 'cross-region',
    Page: page(() => import('./cross-region/cross-region-page.tsx'), 'CrossRegionPage'),
  },
  { path: 'systems', Page: page(() => import('./systems/systems-page.tsx'), 'SystemsPage') },
  {
    path: 'service-registers',
    Page: page(() => import('./registers/registers-page.tsx'), 'RegistersPage'),
  },
  {
    path: 'supervision-orders',
    Page: page(() => import('./registers/orders-page.tsx'), 'SupervisionOrdersPage'),
  },
  { path: 'city-app', Page: page(() => import('./registers/city-app-page.tsx'), 'CityAppPage') },
  {
    path: 'participation',
    Page: page(() => import('./registers/participation-page.tsx'), 'ParticipationPage'),
  },
  { path: 'kiosks', Page: page(() => import('./kiosks/kiosks-page.tsx'), 'KiosksPage') },
  { path: 'site', Page: page(() => import('./publicity/site-page.tsx'), 'SitePage') },
  { path: 'articles/:id', Page: page(() => import('./publicity/article-page.tsx'), 'ArticlePage') },
  {
    path: 'disclosures',
    Page: page(() => import('./publicity/disclosure-list-page.tsx'), 'DisclosureListPage'),
  },
  {
    path: 'consultations',
    Page: page(() => import('./publicity/consultation-list-page.tsx'), 'ConsultationListPage'),
  },
  {
    path: 'consultations/:id',
    Page: page(() => import('./publicity/consultation-page.tsx'), 'ConsultationPage'),
  },
  { path: 'questions', Page: page(() => import('./publicity/question-list-page.tsx'), 'QuestionListPage') },
  { path: 'openings', Page: page(() => import('./openings/opening-list-page.tsx'), 'OpeningListPage') },
  { path: 'sealed', Page: page(() => import('./sealed/sealed-page.tsx'), 'SealedPage') },
  { path: 'assets', Page: page(() => import('./assets/assets-page.tsx'), 'AssetsPage') },
  { path: 'cascade', Page: page(() => import('./cascade/cascade-page.tsx'), 'CascadePage') },
  { path: 'data-reviews', Page: page(() => import('./sharing/reviews-page.tsx'), 'ReviewsPage') },
  { path: 'data-guard', Page: page(() => import('./guard/guard-page.tsx'), 'GuardPage') },
  { path: 'data-requests', Page: page(() => import('./sharing/requests-page.tsx'), 'RequestsPage') },
  { path: 'data-gateway', Page: page(() => import('./sharing/gateway-page.tsx'), 'GatewayPage') },
  { path: 'data-exchange', Page: page(() => import('./sharing/exchange-page.tsx'), 'ExchangePage') },
  { path: 'data-packages', Page: page(() => import('./sharing/packages-page.tsx'), 'PackagesPage') },
  { path: 'data-duties', Page: page(() => import('./sharing/duties-page.tsx'), 'DutiesPage') },
  { path: 'import', Page: page(() => import('./collect/import-page.tsx'), 'ImportPage') },
  { path: 'collect', Page: page(() => import('./collect/collect-page.tsx'), 'CollectPage') },
  { path: 'collect/sources/:id', Page: page(() => import('./collect/source-page.tsx'), 'SourcePage') },
  { path: 'rejects', Page: page(() => import('./collect/reject-page.tsx'), 'RejectPage') },
  { path: 'pipelines', Page: page(() => import('./pipelines/pipeline-list-page.tsx'), 'PipelineListPage') },
  { path: 'pipelines/:id', Page: page(() => import('./pipelines/pipeline-page.tsx'), 'PipelinePage') },
  { path: 'zones', Page: page(() => import('./zones/zones-page.tsx'), 'ZonesPage') },
  { path: 'workbench', Page: page(() => import('./workbench/workbench-page.tsx'), 'WorkbenchPage') },
  { path: 'quality', Page: page(() => import('./govern/quality-page.tsx'), 'QualityPage') },
  { path: 'quality/issues/:id', Page: page(() => import('./govern/issue-page.tsx'), 'QualityIssuePage') },
  {
    path: 'quality/datasets/:id',
    Page: page(() => import('./govern/dataset-govern-page.tsx'), 'DatasetGovernPage'),
  },
  { path: 'data-standards', Page: page(() => import('./govern/standards-page.tsx'), 'StandardsPage') },
  { path: 'sensitive-fields', Page: page(() => import('./govern/sensitive-page.tsx'), 'SensitivePage') },
  { path: 'lineage', Page: page(() => import('./govern/lineage-page.tsx'), 'LineagePage') },
  { path: 'master-data', Page: page(() => import('./govern/master-page.tsx'), 'MasterPage') },
  { path: 'master-data/:id', Page: page(() => import('./govern/master-root-page.tsx'), 'MasterRootPage') },
  { path: 'data-feedback', Page: page(() => import('./govern/feedback-page.tsx'), 'FeedbackPage') },
  { path: 'data-tags', Page: page(() => import('./govern/tags-page.tsx'), 'TagsPage') },
  { path: 'themes', Page: page(() => import('./themes/theme-list-page.tsx'), 'ThemeListPage') },
  { path: 'themes/:id', Page: page(() => import('./themes/theme-page.tsx'), 'ThemePage') },
  { path: 'series', Page: page(() => import('./series/series-list-page.tsx'), 'SeriesListPage') },
  {
    path: 'series/calendar',
    Page: page(() => import('./series/calendar-page.tsx'), 'SeriesCalendarPage'),
  },
  { path: 'series/:code', Page: page(() => import('./series/series-page.tsx'), 'SeriesPage') },
  {
    path: 'service-applications',
    Page: page(() => import('./services/application-list-page.tsx'), 'ServiceApplicationListPage'),
  },
  {
    path: 'service-applications/:id',
    Page: page(() => import('./services/application-page.tsx'), 'ServiceApplicationPage'),
  },
  {
    path: 'service-tasks',
    Page: page(() => import('./services/task-list-page.tsx'), 'ServiceTaskListPage'),
  },
  { path: 'payments', Page: page(() => import('./payments/payments-page.tsx'), 'PaymentsPage') },
  { path: 'halls', Page: page(() => import('./halls/halls-page.tsx'), 'HallsPage') },
  {
    path: 'decision-models',
    Page: page(() => import('./decision-models/decision-models-page.tsx'), 'DecisionModelsPage'),
  },
  { path: 'service-desk', Page: page(() => import('./services/desk-page.tsx'), 'ServiceDeskPage') },
  { path: 'service-items/:id', Page: page(() => import('./items/item-editor-page.tsx'), 'ItemEditorPage') },
  { path: 'service-items', Page: page(() => import('./services/item-list-page.tsx'), 'ServiceItemListPage') },
  { path: 'service-ratings', Page: page(() => import('./services/rating-page.tsx'), 'ServiceRatingPage') },
  {
    path: 'service-supervision',
    Page: page(() => import('./services/supervision-page.tsx'), 'ServiceSupervisionPage'),
  },
  {
    path: 'warning-models',
    Page: page(() => import('./warning-models/warning-model-list-page.tsx'), 'WarningModelListPage'),
  },
  {
    path: 'warning-models/:id',
    Page: page(() => import('./warning-models/warning-model-page.tsx'), 'WarningModelPage'),
  },
  {
    path: 'consultation-rooms',
    Page: page(() => import('./consult/consult-list-page.tsx'), 'ConsultListPage'),
  },
  { path: 'consultation-rooms/:id', Page: page(() => import('./consult/consult-page.tsx'), 'ConsultPage') },
  { path: 'policies', Page: page(() => import('./policies/policy-list-page.tsx'), 'PolicyListPage') },
  { path: 'policies/:id', Page: page(() => import('./policies/policy-page.tsx'), 'PolicyPage') },
  {
    path: 'desk-layouts',
    Page: page(() => import('./portal/desk-layouts-page.tsx'), 'DeskLayoutsPage'),
  },
  { path: 'networks', Page: page(() => import('./networks/networks-page.tsx'), 'NetworksPage') },
  {
    path: 'governance-centre',
    Page: page(() => import('./centre/centre-page.tsx'), 'CentrePage'),
  },
  { path: 'risk', Page: page(() => import('./risk/risk-page.tsx'), 'RiskPage') },
  { path: 'reach', Page: page(() => import('./reach/reach-list-page.tsx'), 'ReachListPage') },
  { path: 'reach/:id', Page: page(() => import('./reach/reach-page.tsx'), 'ReachPage') },
  { path: 'relations', Page: page(() => import('./decisions/relation-list-page.tsx'), 'RelationListPage') },
  { path: 'relations/:id', Page: page(() => import('./decisions/relation-page.tsx'), 'RelationPage') },
  { path: 'decisions', Page: page(() => import('./decisions/decision-list-page.tsx'), 'DecisionListPage') },
  { path: 'decisions/:id', Page: page(() => import('./decisions/decision-page.tsx'), 'DecisionPage') },
  {
    path: 'evaluations',
    Page: page(() => import('./evaluations/evaluation-list-page.tsx'), 'EvaluationListPage'),
  },
  {
    path: 'evaluations/:id',
    Page: page(() => import('./evaluations/evaluation-page.tsx'), 'EvaluationPage'),
  },
  { path: 'projects', Page: page(() => import('./projects/project-list-page.tsx'), 'ProjectListPage') },
  { path: 'projects/:id', Page: page(() => import('./projects/project-page.tsx'), 'ProjectPage') },
  { path: 'surveys', Page: page(() => import('./surveys/survey-list-page.tsx'), 'SurveyListPage') },
  { path: 'surveys/:id', Page: page(() => import('./surveys/survey-page.tsx'), 'SurveyPage') },
  { path: 'vital-signs', Page: page(() => import('./indicators/vital-signs-page.tsx'), 'VitalSignsPage') },
  { path: 'targets', Page: page(() => import('./indicators/target-list-page.tsx'), 'TargetListPage') },
  {
    path: 'definitions',
    Page: page(() => import('./indicators/definition-list-page.tsx'), 'DefinitionListPage'),
  },
  {
    path: 'definitions/:code',
    Page: page(() => import('./indicators/definition-page.tsx'), 'DefinitionPage'),
  },
  { path: 'cockpits', Page: page(() => import('./cockpits/cockpit-list-page.tsx'), 'CockpitListPage') },
  { path: 'cockpits/:id', Page: page(() => import('./cockpits/builder-page.tsx'), 'BuilderPage') },
  { path: 'walls', Page: page(() => import('./cockpits/wall-page.tsx'), 'WallPage') },
  {
    path: 'instructions',
    Page: page(() => import('./indicators/instructions-page.tsx'), 'InstructionsPage'),
  },
  { path: 'licences', Page: page(() => import('./papers/licences-page.tsx'), 'LicencesPage') },
  { path: 'seals', Page: page(() => import('./papers/seals-page.tsx'), 'SealsPage') },
  { path: 'credit', Page: page(() => import('./papers/credit-page.tsx'), 'CreditPage') },
  { path: 'city-codes', Page: page(() => import('./papers/codes-page.tsx'), 'CodesPage') },
  { path: 'users', Page: page(() => import('./identity/user-list-page.tsx'), 'UserListPage') },
  {
    path: 'organisations',
    Page: page(() => import('./identity/organisation-list-page.tsx'), 'OrganisationListPage'),
  },
  { path: 'persons', Page: page(() => import('./persons/person-list-page.tsx'), 'PersonListPage') },
  { path: 'clients', Page: page(() => import('./trust/client-list-page.tsx'), 'ClientListPage') },
  { path: 'keys', Page: page(() => import('./trust/key-page.tsx'), 'KeyPage') },
  { path: 'audit', Page: page(() => import('./identity/audit-page.tsx'), 'AuditPage') },
  { path: 'platform', Page: page(() => import('./platform/platform-page.tsx'), 'PlatformPage') },
  { path: 'trace', Page: page(() => import('./platform/trace-page.tsx'), 'TracePage') },
]

/** 业务工作台: everything staff do at a desk. */
export function ConsolePage() {
  const locale = useLocale()
  const density = useDensity()
  const theme = useMemo(() => antdTheme('light'), [])
  return (
    <ThemeRoot theme="light">
      <ConfigProvider
        theme={theme}
        button={quietButtons}
        locale={locale === 'en' ? enUS : zhCN}
        componentSize={density === 'compact' ? 'small' : 'medium'}
      >
        <App>
          <WithMe>
            {(me) => (
              <MeContext value={me}>
                <Shell me={me}>
                  <ErrorBoundary>
                    <Suspense fallback={<Loading />}>
                      <Routes>
                        {pages.map(({ path, Page }) => (
                          <Route key={path} path={path} element={<Page />} />
                        ))}
                        <Route path="*" element={<NoSuchPage />} />
                      </Routes>
                    </Suspense>
                  </ErrorBoundary>
                </Shell>
              </MeContext>
            )}
          </WithMe>
        </App>
      </ConfigProvider>
    </ThemeRoot>
  )
}

function NoSuchPage() {
  const texts = useTexts(appTexts)
  return (
    <EmptyState title={texts.notFound} why={texts.notFoundWhy}>
      <Link to="/console">{texts.home}</Link>
    </EmptyState>
  )
}
