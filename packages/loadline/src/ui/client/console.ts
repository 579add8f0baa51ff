// Script of the console: the start form, and the page of a run in progress.
import { livePage } from './live-page';
import { startForm } from './start-form';

startForm();
livePage();
