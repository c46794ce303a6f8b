import type { BusinessScope } from '@civitas/domain-kit'

/** Section of GB/T 4754, then phrases of the national list 经营范围规范表述目录; after `<`, items that permit it. */
const sections: Readonly<Record<string, readonly string[]>> = {
  农林牧渔业: [
    'crop-planting 谷物种植',
    'vegetable-planting 蔬菜种植',
    'seed-trade 农作物种子经营 < seed',
    'vet-drug-trade 兽药经营 < vet-drug',
    'farm-service 农业专业及辅助性活动',
  ],
  制造业: [
    'food-making 食品生产 < food-production',
    'parts-making 机械零件、零部件加工',
    'general-machines 通用设备制造（不含特种设备制造）',
    'textile-making 产业用纺织制成品生产',
    'furniture-making 家具制造',
    'electronics-making 电子元器件制造',
    'plastic-making 塑料制品制造',
    'packaging-making 纸制品制造',
  ],
  建筑业: [
    'building-works 建设工程施工 < builder',
    'municipal-works 市政设施管理',
    'decoration 住宅室内装饰装修 < builder',
    'garden-works 园林绿化工程施工',
    'labour-works 建筑劳务分包 < builder',
  ],
  批发和零售业: [
    'food-sale 食品销售 < food-licence',
    'packaged-food 食品销售（仅销售预包装食品） < food-filing',
    'produce-retail 新鲜蔬菜零售',
    'drug-sale 药品零售 < drug-retail',
    'device-2-sale 第二类医疗器械销售 < medical-device',
    'device-1-sale 第一类医疗器械销售',
    'clothes-retail 服装服饰零售',
    'daily-goods 日用百货销售',
    'machines-sale 机械设备销售',
    'building-materials 建筑材料销售',
    'computer-sale 计算机软硬件及辅助设备零售',
    'dangerous-sale 危险化学品经营 < dangerous-goods',
    'gas-sale 燃气经营 < gas-business',
    'online-sale 互联网销售（除销售需要许可的商品）',
  ],
  住宿和餐饮业: [
    'catering 餐饮服务 < food-licence fire-check',
    'small-catering 小餐饮 < small-eatery',
    'hotel 住宿服务 < hotel-trade place-hygiene fire-check',
    'catering-manage 餐饮管理',
    'hotel-manage 酒店管理',
  ],
  '信息传输、软件和信息技术服务业': [
    'software 软件开发',
    'network-service 网络技术服务',
    'data-service 数据处理和存储支持服务',
    'system-integration 信息系统集成服务',
    'iot-service 物联网技术服务',
  ],
  租赁和商务服务业: [
    'dispatching 劳务派遣服务 < dispatch',
    'recruiting 职业中介活动 < agency',
    'travel 旅游业务 < travel-agency',
    'consulting 信息咨询服务（不含许可类信息咨询服务）',
    'advertising 广告设计、代理',
    'exhibitions 会议及展览服务',
    'car-rental 小微型客车租赁经营服务',
    'cleaning 建筑物清洁服务',
    'property-manage 物业管理',
  ],
  '水利、环境和公共设施管理业': ['waste-trade 危险废物经营 < waste', 'rubbish 城市生活垃圾清运服务'],
  '居民服务、修理和其他服务业': [
    'hairdressing 理发服务 < place-hygiene',
    'beauty 生活美容服务 < place-hygiene',
    'bathing 洗浴服务 < place-hygiene fire-check',
    'car-repair 机动车修理和维护',
    'elder-care 机构养老服务 < elder-home',
    'housekeeping 家政服务',
  ],
  教育: [
    'private-teaching 民办学校 < private-school',
    'driver-training 机动车驾驶员培训 < driving-school',
    'education-consulting 教育咨询服务（不含涉许可审批的教育培训活动）',
  ],
  '文化、体育和娱乐业': [
    'net-bar 互联网上网服务 < internet-bar fire-check',
    'shows 营业性演出 < performance',
    'swimming 高危险性体育运动（游泳） < place-hygiene',
    'fitness 健身休闲活动',
    'culture-exchange 组织文化艺术交流活动',
  ],
}

function toScope(industry: string, line: string): BusinessScope {
  const [head = '', permits = ''] = line.split(' < ')
  const [id = '', phrase = ''] = head.split(' ')
  return { id, phrase, industry, permits: permits.split(' ').filter(Boolean) }
}

/** 经营范围规范表述 the registration of firms offers, with what has to be permitted before trade begins. */
export const businessScopes: readonly BusinessScope[] = Object.entries(sections).flatMap(
  ([industry, lines]) => lines.map((line) => toScope(industry, line)),
)
