// Script of the console: the start form, the page of a run in progress, and the list of runs.
import { historyPage } from './history-page';
import { livePage } from './live-page';
import { startForm } from './start-form';

startForm();
livePage();
historyPage();
