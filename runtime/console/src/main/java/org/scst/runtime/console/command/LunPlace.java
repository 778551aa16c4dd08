package org.scst.runtime.console.command;

import java.util.Map;
import java.util.Optional;
import org.scst.runtime.console.command.ConfiguredObjects.LunLine;

/**
 * At which LUN of a target or an initiator group a device stands: where it is mapped already, else at the LUN that is named, else at
 * the lowest free one.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param lun the LUN's number
 * @param line that has to be written there, empty when the device is mapped already
 */
record LunPlace(int lun, Optional<String> line) {
    private static final int MOST_LUN = 16383;

    /**
     * Finds it.
     *
     * @param owner whose LUNs they are, as an operator would say it
     * @param luns that are mapped
     */
    static LunPlace of(
            String owner, Map<Integer, LunLine> luns, String device, Optional<Integer> wanted, boolean readOnly)
            throws CommandFailure {
        Optional<LunLine> mapped = luns.values().stream()
                .filter(line -> line.device().equals(device))
                .findFirst();
        if (mapped.isPresent()) {
            requireEqual(owner, mapped.get(), wanted, readOnly);
            return new LunPlace(mapped.get().lun(), Optional.empty());
        }
        return new LunPlace(free(owner, luns, wanted), Optional.of(LunLine.value(device, readOnly)));
    }

    /** The key of its line. */
    String key() {
        return "lun." + lun;
    }

    /** Reads a LUN as operators write it. */
    static int parse(String word) throws CommandFailure {
        if (!word.matches("[0-9]{1,5}") || Integer.parseInt(word) > MOST_LUN) {
            throw CommandFailure.usage("\"" + word + "\" is no LUN", "write a number from 0 to " + MOST_LUN);
        }
        return Integer.parseInt(word);
    }

    private static void requireEqual(String owner, LunLine mapped, Optional<Integer> wanted, boolean readOnly)
            throws CommandFailure {
        String found = "\"" + mapped.device() + "\" is LUN " + mapped.lun() + " of " + owner + " already";
        if (wanted.isPresent() && wanted.get() != mapped.lun()) {
            throw CommandFailure.failed(found, "leave --lun out, or \"unexport\" it first");
        }
        if (readOnly != mapped.readOnly()) {
            throw CommandFailure.failed(
                    found + ", " + (mapped.readOnly() ? "read-only" : "for reading and writing"),
                    "\"unexport\" it first");
        }
    }

    private static int free(String owner, Map<Integer, LunLine> luns, Optional<Integer> wanted) throws CommandFailure {
        if (wanted.isPresent()) {
            LunLine taken = luns.get(wanted.get());
            if (taken != null) {
                throw CommandFailure.failed(
                        "LUN " + taken.lun() + " of " + owner + " is \"" + taken.device() + "\"",
                        "choose another LUN, or leave --lun out for the lowest free one");
            }
            return wanted.get();
        }
        int free = 0;
        while (luns.containsKey(free)) {
            free++;
        }
        return free;
    }
}
