package org.scst.runtime.configuration.description;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scst.core.admin.Account;
import org.scst.core.admin.SecretFolder;
import org.scst.runtime.configuration.ObjectName;
import org.scst.runtime.configuration.dialect.ConfigurationText;
import org.scst.runtime.configuration.dialect.Finding;

/**
 * Checks one file against the description of its PID.
 *
 * <p><i>Threading:</i> as its descriptions.
 */
public final class Validation {
    private static final String PRODUCT_PREFIX = "org.scst.";
    private final Descriptions descriptions;
    private final SecretFolder secrets;

    /** Checks against these descriptions; a property whose name ends in {@code password_file} names one of these secrets. */
    public Validation(Descriptions descriptions, SecretFolder secrets) {
        this.descriptions = descriptions;
        this.secrets = secrets;
    }

    /** Whether a text names a secret: then it can become wrong, or right, without being changed. */
    public boolean namesSecret(ConfigurationText text) {
        return text.hasKey(key -> ReservedNames.isSecretFile(key) || Account.isKey(key));
    }

    /** What is wrong with a text that is to configure an object; what its syntax lacks comes first. */
    public List<Finding> findings(ObjectName object, ConfigurationText text) {
        List<Finding> findings = new ArrayList<>(text.faults());
        Optional<ObjectDescription> description = descriptions.of(object.pid());
        if (!descriptions.isServed(object.pid())) {
            findings.add(unserved(object.pid(), description.isPresent()));
        }
        description.ifPresent(known -> checkName(object, known, findings));
        text.forEach((key, value, line) -> {
            if (ReservedNames.isSecret(key)) {
                findings.add(secret(line, key));
            } else if (Account.isKey(key)) {
                checkAccount(description, key, value, line, findings);
            } else if (ReservedNames.isOurs(key)) {
                findings.add(Finding.error(line, "\"" + key + "\" is a reserved name", "remove the line"));
            } else {
                description.ifPresent(known -> checkProperty(known, key, value, line, findings));
            }
        });
        return findings;
    }

    /** The properties as Config Admin is to hold them: those of a {@link Family} in one. */
    public Map<String, String> canonical(ObjectName object, Map<String, String> properties) {
        Optional<ObjectDescription> description = descriptions.of(object.pid());
        if (description.isEmpty()) {
            return properties;
        }
        Map<String, String> canonical = new LinkedHashMap<>();
        Map<AttributeDescription, Family> families = new HashMap<>();
        properties.forEach((key, value) -> {
            AttributeDescription attribute = description.get().attribute(key).orElse(null);
            String spelled = attribute == null ? value : attribute.canonical(value);
            if (attribute == null || attribute.family() == null) {
                canonical.put(key, spelled);
            } else {
                families.computeIfAbsent(attribute, family -> new Family())
                        .add(key.substring(attribute.family().length()), spelled);
            }
        });
        families.forEach((attribute, family) -> canonical.put(attribute.id(), family.held()));
        return canonical;
    }

    /** The name by which others know an object: its property {@code name} where its PID has one, else the file's NAME. */
    public String publicName(ObjectName object, Map<String, String> properties) {
        boolean named =
                descriptions.of(object.pid()).map(known -> known.has("name")).orElse(false);
        return named ? properties.getOrDefault("name", object.name()) : object.name();
    }

    private Finding unserved(String pid, boolean described) {
        if (described || pid.startsWith(PRODUCT_PREFIX)) {
            String hint = described ? "" : suggestion(pid);
            return Finding.remark(
                    0,
                    "no installed bundle describes \"" + pid + "\"" + hint,
                    "install its bundle; until then it waits for it");
        }
        return Finding.error(
                0,
                "\"" + pid + "\" is the PID of no installed bundle" + suggestion(pid),
                "rename the file to PID.cfg or PID-NAME.cfg, or install the bundle");
    }

    private String suggestion(String pid) {
        return NearestName.to(pid, descriptions.pids())
                .map(name -> "; did you mean \"" + name + "\"?")
                .orElse("");
    }

    private static void checkName(ObjectName object, ObjectDescription known, List<Finding> findings) {
        if (known.factory() && object.name().isEmpty()) {
            findings.add(Finding.error(
                    0,
                    "objects of \"" + known.pid() + "\" have names",
                    "rename the file to " + known.pid() + "-NAME.cfg"));
        } else if (!known.factory() && !object.name().isEmpty()) {
            findings.add(Finding.error(
                    0, "there is only one \"" + known.pid() + "\"", "rename the file to " + known.pid() + ".cfg"));
        }
    }

    private void checkProperty(ObjectDescription known, String key, String value, int line, List<Finding> findings) {
        Optional<AttributeDescription> attribute = known.attribute(key);
        if (attribute.isEmpty()) {
            findings.add(unknown(known, key, line));
            return;
        }
        if (ReservedNames.isSecretFile(key)) {
            secrets.fault(value).ifPresent(fault -> findings.add(unusable(line, key, fault)));
        }
        attribute
                .get()
                .fault(value)
                .ifPresent(fault -> findings.add(
                        Finding.error(line, "\"" + key + "\" " + fault, "correct the value of \"" + key + "\"")));
    }

    /** Whatever bundles there are: SCST has the secret itself in this place, and it must go nowhere. */
    private void checkAccount(
            Optional<ObjectDescription> description, String key, String value, int line, List<Finding> findings) {
        description
                .filter(known -> known.attribute(key).isEmpty())
                .ifPresent(known -> findings.add(unknown(known, key, line)));
        try {
            secrets.fault(Account.parse(value)).ifPresent(fault -> findings.add(unusable(line, key, fault)));
        } catch (IllegalArgumentException e) {
            findings.add(Finding.error(
                    line,
                    "\"" + key + "\" " + e.getMessage(),
                    "write the secret into a file of mode 0600 in secrets/ beside this file, and name that: " + key
                            + " = NAME password_file=FILE; \"scst account add\" does both"));
        }
    }

    private static Finding unusable(int line, String key, SecretFolder.Fault fault) {
        return Finding.error(line, "\"" + key + "\": " + fault.cause(), fault.cure());
    }

    private static Finding unknown(ObjectDescription known, String key, int line) {
        if (known.isFamily(key)) {
            return Finding.error(line, "\"" + key + "\" stands for many", "write a number in place of N");
        }
        List<String> ids = known.attributes().stream()
                .filter(AttributeDescription::offered)
                .map(AttributeDescription::id)
                .sorted()
                .toList();
        String cure = NearestName.to(key, ids)
                .map(name -> "did you mean \"" + name + "\"?")
                .orElse("it knows: " + String.join(", ", ids));
        return Finding.error(line, "\"" + known.pid() + "\" has no property \"" + key + "\"", cure);
    }

    private static Finding secret(int line, String key) {
        return Finding.error(
                line,
                "\"" + key + "\" would put a secret into a property, which is copied to files that others can read",
                "write it into a file of mode 0600 in secrets/ beside this file and name that: " + key
                        + "_file = NAME");
    }
}
