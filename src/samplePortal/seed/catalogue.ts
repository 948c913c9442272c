// Products, user types and names that the seeded organizations are made of. Item ids and entitlement strings are those of wire
// reference section 17; products of invented vendors fill up the larger scales.
import { createHash } from 'node:crypto';
import type { Flavor, UserType } from '../model';

/** A stable id for something invented, in the 32 hex digits that portals use. */
export const madeUpId = (name: string): string =>
  createHash('md5').update(`sample portal ${name}`).digest('hex');

export const proLevels = ['desktopBasicN', 'desktopStdN', 'desktopAdvN'] as const;

/** Pro's entitlements in the order in which the scales take them: 5, 20 or 40. The strings after `productionMapN` are invented. */
export const proEntitlements: readonly string[] = [
  ...proLevels,
  'spatialAnalystN',
  'networkAnalystN',
  '3DAnalystN',
  'geostatAnalystN',
  'dataReviewerN',
  'workflowMgrN',
  'dataInteropN',
  'publisherN',
  'imageAnalystN',
  'smpNAmericaN',
  'smpEuropeN',
  'airportsN',
  'defenseN',
  'maritimeN',
  'productionMapN',
  'locateXTN',
  'indoorsN',
  'aviationChartingN',
  'bathymetryN',
  'businessAnalystN',
  'locRefPipelineN',
  'locRefRoadsN',
  'smpAsiaPacificN',
  'smpJapanN',
  'smpLatinAmericaN',
  'smpMiddleEastN',
  'geoAIN',
  'pointCloudN',
  'motionImageryN',
  'radarN',
  'parcelFabricN',
  'utilityNetworkN',
  'traceNetworkN',
  'hydroN',
  'geologyN',
  'forestryN',
  'agronomyN',
];

export interface Product {
  readonly title: string;
  readonly entitlements: readonly string[];
  readonly itemId: string;
  readonly vendor?: string;
  readonly isDesktop?: boolean;
  readonly licenseId?: string;
  readonly appId?: string;
}

const esri = (
  title: string,
  itemId: string,
  entitlements: readonly string[],
  more: Partial<Product> = {},
): Product => ({ title, itemId, entitlements, ...more });

const vendors = ['Riverbend Field Software', 'Parcel & Sons', 'Northwind Mapping', 'Stadtgrün GmbH'];
/** A marketplace app, whose one entitlement is the listing's own item id (wire reference 8.1). */
const marketplace = (title: string, index: number): Product => {
  const itemId = madeUpId(title);
  return { title, itemId, entitlements: [itemId], vendor: vendors[index % vendors.length] ?? 'Vendor' };
};
const marketplaceApps = [
  'Flood Watch',
  'Parcel Tracker',
  'Tree Cadastre',
  'Road Surface Survey',
  'Hydrant Inspector',
  'Snow Plan',
  'Night Noise Map',
  'Bridge Book',
  'Harbour Depths',
  'Pasture Ledger',
].map(marketplace);

const desktop = { isDesktop: true };

/** Ordinary products of each flavour, the largest first; a scale takes as many as it needs. */
export const products: Readonly<Record<Flavor, readonly Product[]>> = {
  online: [
    esri('ArcGIS Pro', '2d2a9c99bb2a43548c31cd8e32217af6', proEntitlements, desktop),
    esri('ArcGIS Drone2Map', '3855a9d026f64917a09bfc78b590c42f', ['drone2map', 'drone2mapAdv'], desktop),
    esri('ArcGIS Insights', madeUpId('Insights'), ['Insights']),
    esri('ArcGIS Business Analyst Web and Mobile Apps', 'ed12fda02a0d4bd08f23dbc879bba00a', [
      'BusinessAnlyst',
      'BusinessAnlystAdv',
    ]),
    esri('ArcGIS GeoPlanner', '5e99f4fa519949209cd3da2966fd543b', ['GeoPlanner']),
    esri('ArcGIS Navigator', 'b2d9a4dd70174fac8986dd2bf15a477a', ['Navigator']),
    esri('ArcGIS AppStudio', '6a05f1bb2b60461fa702c648bff17c51', ['appstudiostd']),
    esri('ArcGIS Community Analyst', '7b504b19ddbd4f0db06e9a16eebb5efc', ['CommunityAnlyst']),
    esri('ArcGIS Survey123', madeUpId('Survey123'), ['survey123']),
    esri('ArcGIS Workforce', madeUpId('Workforce'), ['workforce']),
    esri('ArcGIS Urban', madeUpId('Urban'), ['arcgisUrban']),
    esri('ArcGIS CityEngine', madeUpId('CityEngine'), ['cityEngine'], desktop),
    esri('ArcGIS AllSource', madeUpId('AllSource'), ['allsource'], desktop),
    ...marketplaceApps,
  ],
  enterprise: [
    esri('ArcGIS Pro', 'd4a332a0be784dd2be53cec0a35e0859', proEntitlements, {
      ...desktop,
      licenseId: 'arcgisprodesktop',
      appId: 'arcgisprodesktop',
    }),
    esri('ArcGIS Drone2Map', '0b0e0497ace34206a67413d051530ded', ['drone2map', 'drone2mapAdv'], {
      ...desktop,
      licenseId: 'arcgisd2m',
      appId: 'drone2map',
    }),
    esri('ArcGIS Insights', 'f761dd0f298944dcab22d1e888c60293', ['Insights'], { licenseId: 'Insights' }),
    esri(
      'ArcGIS Business Analyst',
      '4d31a12347be4006a6976e917e0a5a85',
      ['BusinessAnlyst', 'BusinessAnlystAdv'],
      {
        licenseId: 'BusinessAnlyst',
      },
    ),
    esri('ArcGIS AllSource', '0a5e092dee574858a89afa4686386450', ['allsource'], {
      ...desktop,
      licenseId: 'allsource',
      appId: 'arcgisallsource',
    }),
    esri('ArcGIS CityEngine', 'b2eaa28669e54ec08ff87e0ceec591df', ['cityEngine'], {
      ...desktop,
      licenseId: 'cityEngine',
    }),
    esri('ArcGIS Navigator', '9f017d9f94c74154aa7b2bcd2216687f', ['Navigator'], { licenseId: 'Navigator' }),
    esri('ArcGIS Urban', '55eedfcd408443d39fba0e7079d8b49f', ['arcgisUrban'], { licenseId: 'arcgisUrban' }),
    esri('ArcGIS AppStudio Standard', '43747254302e4c2590ac7a0d1c4e84a9', ['appstudiostd'], {
      licenseId: 'appstudiostd',
    }),
    esri('ArcGIS Maps SDK Analysis extension', '27718bed7b4648fa96e31942535c8137', ['runtimeanalysis'], {
      licenseId: 'runtimeanalysis',
    }),
    esri('ArcGIS Workforce', 'ff54441c792546379cfd3c8f87d9a0b6', ['workforce'], { licenseId: 'workforce' }),
    esri('StreetMap Premium North America', '2de31df5f72346c2a0505cd1f181ba6b', ['stMapNA'], {
      licenseId: 'stMapNA',
    }),
    esri('StreetMap Premium Europe', 'fc02404cdda24f72842d34b28267d77a', ['stMapEU'], {
      licenseId: 'stMapEU',
    }),
    esri('StreetMap Premium Asia Pacific', 'f93928a375df44c283e9b6a4e86230bf', ['stMapAP'], {
      licenseId: 'stMapAP',
    }),
    esri('StreetMap Premium Latin America', 'e52fef7bd6974a64a7da07f1feae2f6d', ['stMapLatA'], {
      licenseId: 'stMapLatA',
    }),
    esri('StreetMap Premium Middle East and Africa', '1baa5c0610c141a8948f8ce3a7a54124', ['stMapMEnA'], {
      licenseId: 'stMapMEnA',
    }),
    ...marketplaceApps,
  ],
  legacy: [
    esri('ArcGIS Pro', madeUpId('legacy Pro'), proEntitlements, { ...desktop, appId: 'arcgisprodesktop' }),
    esri('ArcGIS Drone2Map', madeUpId('legacy Drone2Map'), ['drone2map'], { ...desktop, appId: 'drone2map' }),
    esri('ArcGIS Navigator', madeUpId('legacy Navigator'), ['Navigator'], { appId: 'navigator' }),
    esri('ArcGIS Business Analyst', madeUpId('legacy Business Analyst'), ['BusinessAnlyst'], {
      appId: 'busanalystonline_2',
    }),
    esri('ArcGIS GeoPlanner', madeUpId('legacy GeoPlanner'), ['GeoPlanner'], { appId: 'geoplanner' }),
    esri('ArcGIS Insights', madeUpId('legacy Insights'), ['Insights'], { appId: 'arcgisInsights' }),
    esri('AppStudio for ArcGIS', madeUpId('legacy AppStudio'), ['appstudiostd'], { appId: 'appstudioweb' }),
    esri('ArcGIS Location Referencing Reporter', madeUpId('LRReporter'), ['LRReporter'], {
      appId: 'LRReporter',
    }),
    esri('ArcGIS Roadway Reporter', madeUpId('RoadwayReporter'), ['RoadwayReporter'], {
      appId: 'RoadwayReporter',
    }),
    ...marketplaceApps,
    marketplace('Rail Crossings', 10),
  ],
};

/** User type extensions of wire reference 17.4. */
export const extensionProducts: readonly Product[] = [
  esri('Location Sharing', 'f1f34442877843d387d7776bbf74bb94', ['locsharing'], { licenseId: 'locsharing' }),
  esri('Advanced Editing', 'bdfda9051e1e43f08af9afda9578efd8', ['advediting'], { licenseId: 'advediting' }),
];

/** The product that is not licensed per user (wire reference 17.3). */
export const adminToolsItemId = 'c34019b0623041608df4d06970a7a96a';

/** A title that must stay text wherever it is shown. */
export const hostileTitle =
  'Field Kit </script><img src=x onerror=alert(1)> [x](command:workbench.action.closeWindow)';

const type = (
  id: string,
  name: string,
  description: string,
  canAdminister: boolean,
  includedPro?: string,
): Omit<UserType, 'maxUsers'> => ({
  id,
  name,
  description,
  canAdminister,
  ...(includedPro === undefined ? {} : { includedPro }),
});

/** User types with names of today and, in `storytellerUT` and `insightsAnalystUT`, of before mid-2024 (wire reference 17.5). */
export const userTypes: readonly (Omit<UserType, 'maxUsers'> & { readonly weight: number })[] = [
  { ...type('viewerUT', 'Viewer', 'View content shared with them', false), weight: 10 },
  { ...type('editorUT', 'Contributor', 'View and edit data in shared maps', false), weight: 3 },
  { ...type('fieldWorkerUT', 'Mobile Worker', 'Collect data in the field', false), weight: 3 },
  { ...type('creatorUT', 'Creator', 'Create maps and apps', true, 'desktopBasicN'), weight: 48 },
  {
    ...type(
      'GISProfessionalStdUT',
      'Professional',
      'Everything and ArcGIS Pro Standard',
      true,
      'desktopStdN',
    ),
    weight: 20,
  },
  {
    ...type(
      'GISProfessionalAdvUT',
      'Professional Plus',
      'Everything and ArcGIS Pro Advanced',
      true,
      'desktopAdvN',
    ),
    weight: 14,
  },
  { ...type('IndoorsUserUT', 'Indoors User', 'Use indoor maps', false), weight: 1 },
  { ...type('insightsAnalystUT', 'Insights Analyst', 'Retired: analyse in Insights', false), weight: 1 },
];

/** User types whose members can use Pro. */
export const desktopUserTypes: ReadonlySet<string> = new Set([
  'creatorUT',
  'GISProfessionalBasicUT',
  'GISProfessionalStdUT',
  'GISProfessionalAdvUT',
]);

export const urbanSuite = {
  itemId: 'ea1dec565b6f4afbb72501433962d8b1',
  id: 'urbanSuiteAB',
  name: 'ArcGIS Urban Suite',
  description: 'ArcGIS Urban and ArcGIS CityEngine',
  appTitles: ['ArcGIS Urban', 'ArcGIS CityEngine'],
} as const;
export const essentialBundle = {
  itemId: '99d7956c7e824ff4ab27422e2a26c2b7',
  id: 'essentialAppsAB',
  name: 'Essential Apps Bundle',
  description: 'Map Viewer, Dashboards and StoryMaps',
  appTitles: ['Map Viewer', 'ArcGIS Dashboards', 'ArcGIS StoryMaps'],
} as const;

export const firstNames: readonly string[] = (
  'Ana Ben Carla David Elif Farid Greta Hugo Ines Jonas Kira Luis Mira Nils Olga Paul Rosa Sven Tara Uwe Vera Wim Yara Zoe ' +
  'Aiko Bram Chidi Dana Emre Fiona Goran Hana Ivo Jana Kofi Lena Marek Nora Omar Petra Quinn Rafael Sofia Tomas Ursula ' +
  'Viktor Wanda Ximena Yusuf Zlata'
).split(' ');
export const lastNames: readonly string[] = (
  'Keller Ortiz Meyer Novak Silva Tanaka Weber Okafor Jensen Rossi Dubois Svensson Kowalski Petrov Haas Lindgren Moreau ' +
  'Bianchi Schmidt Nguyen Almeida Fischer Hansen Ivanov Jansen Klein Larsen Muller Nielsen Olsen Peeters Quist Ricci Santos ' +
  'Thomsen Ueda Visser Wagner Xavier Yilmaz Zimmer Brandt Costa Demir Eriksen Fontana Garcia Hoffmann Iversen Janssen ' +
  'Kaya Lopez Martin Nowak Oliveira Popescu Richter Sato Torres Urban Vogel Winter Young Zeman'
).split(' ');
