<?php
// What sabre/vobject reads in a feed: `php read_with_sabre.php FILE` prints it as JSON, with what validate() says as
// errors, of every level: Debian's 2.1 looks at little (UTF-8, names), and calls it level 1.
require "/usr/share/php/Sabre/VObject/autoload.php";

// An instant in UTC, or the day itself of an all-day entry. Zones are PHP's own.
function moment($property) {
    $time = $property->getDateTime();
    if ((string) $property["VALUE"] === "DATE") {
        return $time->format("Y-m-d");
    }
    return gmdate("Y-m-d\TH:i:s\Z", $time->getTimestamp());
}

// sabre 2.1 reads \n, and leaves escaped commas, semicolons and backslashes as they stand.
function plain($property) {
    return $property === null ? "" : preg_replace('/\\\\([,;\\\\])/', '$1', (string) $property);
}

$calendar = Sabre\VObject\Reader::read(file_get_contents($argv[1]));
$entries = [];
foreach ($calendar->VEVENT as $event) {
    $entries[] = [
        "uid" => (string) $event->UID,
        "title" => plain($event->SUMMARY),
        "start" => moment($event->DTSTART),
        "end" => moment($event->DTEND),
        "status" => (string) $event->STATUS,
        "sequence" => (int) (string) $event->SEQUENCE,
        "location" => plain($event->LOCATION),
        "description" => plain($event->DESCRIPTION),
        "text" => str_replace("\r\n ", "", $event->serialize()),
    ];
}
$errors = [];
foreach ($calendar->validate() as $warning) {
    $errors[] = $warning["level"] . " " . $warning["node"]->name . ": " . $warning["message"];
}
echo json_encode(["entries" => $entries, "errors" => $errors], JSON_INVALID_UTF8_SUBSTITUTE);
