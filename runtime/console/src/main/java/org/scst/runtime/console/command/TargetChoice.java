package org.scst.runtime.console.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.scst.core.admin.ConfigurationFiles.ConfiguredObject;
import org.scst.core.admin.ConfigurationFiles.Edit;

/**
 * At which target an {@code export} maps its disk: the one that is named, else where it is mapped already, else the only one, else a
 * new one.
 *
 * <p><i>Threading:</i> confined to one command.
 */
final class TargetChoice {
    private final ExportRequest request;
    private final ConfiguredObjects objects;
    private final Optional<ConfiguredObject> existing;
    private final String name;

    TargetChoice(ExportRequest request, ConfiguredObjects objects, String hostName) throws CommandFailure {
        this.request = request;
        this.objects = objects;
        this.existing = choose();
        this.name = existing.map(ConfiguredObjects::targetName)
                .or(request::target)
                .orElseGet(() -> "iqn.2026-11.org.example:" + label(hostName, "target"));
    }

    /** The name that initiators see. */
    String name() {
        return name;
    }

    /** What its file says, empty when it has to be made. */
    Optional<ConfiguredObject> existing() {
        return existing;
    }

    /** Name of its driver. */
    String driver() {
        String[] parts = existing.map(ConfiguredObject::pid)
                .orElse(ConfiguredObjects.TARGET_PID)
                .split("\\.");
        return parts[parts.length - 2];
    }

    /** What makes it, with these properties besides its name. */
    Edit make(Map<String, String> properties) {
        Map<String, Optional<String>> values = new LinkedHashMap<>();
        values.put("name", Optional.of(name));
        properties.forEach((key, value) -> values.put(key, Optional.of(value)));
        return new Edit(
                ConfiguredObjects.TARGET_PID,
                fileName(),
                Edit.Kind.CREATE,
                values,
                "A target, made by the command \"export\".");
    }

    private Optional<ConfiguredObject> choose() throws CommandFailure {
        List<ConfiguredObject> targets = objects.targets();
        if (request.target().isPresent()) {
            String wanted = request.target().get();
            Optional<ConfiguredObject> target = objects.target(wanted);
            if (target.isEmpty() && !wanted.matches("(iqn|eui|naa)\\.[^\\s\\p{Cntrl}]{1,219}")) {
                throw CommandFailure.failed(
                        "there is no target \"" + wanted + "\", and it is no iSCSI name to make one of",
                        "\"targets\" lists the names; a new one looks like iqn.2026-11.org.example:san");
            }
            return target;
        }
        List<ConfiguredObject> mapping = targets.stream()
                .filter(target -> ConfiguredObjects.luns(target).values().stream()
                        .anyMatch(line -> line.device().equals(request.name())))
                .toList();
        List<ConfiguredObject> candidates = mapping.size() == 1 ? mapping : targets;
        if (candidates.size() > 1) {
            String names = candidates.stream()
                    .map(ConfiguredObjects::targetName)
                    .sorted()
                    .collect(Collectors.joining(", "));
            throw CommandFailure.failed("there are several targets: " + names, "say which one with --target");
        }
        return candidates.stream().findFirst();
    }

    private String fileName() {
        String base = label(name.substring(name.lastIndexOf(':') + 1), "target");
        String candidate = base;
        for (int i = 2; isTaken(candidate); i++) {
            candidate = base + "-" + i;
        }
        return candidate;
    }

    private boolean isTaken(String candidate) {
        return objects.targets().stream().anyMatch(target -> target.name().equals(candidate));
    }

    /** What an iSCSI name and a file name may both hold. */
    static String label(String text, String otherwise) {
        String label =
                text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]+", "-").replaceAll("^[.-]+|[.-]+$", "");
        return label.isEmpty() ? otherwise : label;
    }
}
